"""Everything that touches the world, one concern a module, none knowing another."""
