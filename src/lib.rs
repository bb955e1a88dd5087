//! Plans and records joint operations against terrorist media outlets.
