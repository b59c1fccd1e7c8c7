"""The demonstration: a county bureau, its people, and a day that really went through the road. Never production."""
