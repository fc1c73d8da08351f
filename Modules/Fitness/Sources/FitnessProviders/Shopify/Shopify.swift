/// The shops that Fitness buys from.
enum Shopify {}
