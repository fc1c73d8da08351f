import JSON

/// The one question that the shop is asked.
enum ShopifyQuery {
  /// How many variants of a product the shop tells at most. Of a product that has as many, there
  /// may be more.
  static let mostVariants = 100

  /// The products with their variants, a page at a time.
  static let text = """
    query ($first: Int!, $after: String) { \
    products(first: $first, after: $after) { \
    nodes { id title descriptionHtml productType status updatedAt \
    featuredMedia { preview { image { url } } } \
    metafield(namespace: "fitness", key: "coin_price") { value } \
    variants(first: 100) { nodes { \
    id title price inventoryQuantity inventoryItem { tracked } } } } \
    pageInfo { hasNextPage endCursor } } }
    """

  /// The body of a request for a page.
  static func body(first: Int, after: String?) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.key("query")
    json.value(text)
    json.key("variables")
    json.beginObject()
    json.key("first")
    json.value(first)
    json.key("after")
    if let after { json.value(after) } else { json.null() }
    json.endObject()
    json.endObject()
    return json.bytes
  }
}
