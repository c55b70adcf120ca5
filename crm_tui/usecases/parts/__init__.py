"""What use cases share: queries and checks. No use case lives here, so nothing here asks for a permission."""
