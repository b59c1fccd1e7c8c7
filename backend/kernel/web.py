"""Short names for what every handler may ask for; the composition root provides them."""

from datetime import datetime

from litestar.di import NamedDependency
from litestar.params import SkipValidation
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kernel.access import Actor
from backend.kernel.keys import ServerKeys
from backend.kernel.ports import ObjectStore

Db = NamedDependency[AsyncSession]
Me = NamedDependency[Actor]
Now = NamedDependency[datetime]
Keys = NamedDependency[ServerKeys]
Store = NamedDependency[SkipValidation[ObjectStore]]  # looking through a protocol of many methods takes 0.1 ms
