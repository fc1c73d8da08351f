/// What is read of it outside of units of work.
public protocol ShopifyReading: Sendable {}

/// Its rows within a unit of work.
public protocol ShopifyRows {}
