"""Places by latitude and longitude, and the distance between two of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

EARTH_KM = 6371.0088
"""Mean radius of the Earth, kilometres (the sphere of the format)."""


@dataclass(frozen=True)
class Place:
    """Decimal degrees; south and west are negative. Raises ValueError outside the globe."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueError(f"({self.latitude}, {self.longitude}) is not on the globe")


def great_circle_km(a: Place, b: Place) -> float:
    """Kilometres over the sphere between two places, by the haversine formula."""
    lat_a, lon_a, lat_b, lon_b = (math.radians(x) for x in (a.latitude, a.longitude, b.latitude, b.longitude))
    h = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))
