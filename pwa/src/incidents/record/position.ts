/** Where this phone is, or null: denied, switched off, or not found in time. */

interface Where {
  latitude: number
  longitude: number
  accuracy_m: number
}

const LIMIT_MS = 6000
const FRESH_MS = 30_000

export function position(): Promise<Where | null> {
  if (!('geolocation' in navigator)) return Promise.resolve(null)
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(null), LIMIT_MS + 500)
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        clearTimeout(late)
        resolve({ latitude: coords.latitude, longitude: coords.longitude, accuracy_m: coords.accuracy })
      },
      () => {
        clearTimeout(late)
        resolve(null)
      },
      { enableHighAccuracy: true, timeout: LIMIT_MS, maximumAge: FRESH_MS },
    )
  })
}
