import Fitness
import Kernel
import Router

/// A product on the wire.
struct ProductBody: ResponseBody {
  let product: Product

  init(_ product: Product) { self.product = product }

  static let shape = Shape<ProductBody>(
    "FitnessProduct",
    .id("id") { $0.product.id },
    .string("name") { $0.product.name },
    .optionalString("description") { $0.product.description },
    .optionalString("category") { $0.product.category },
    .integer("coin_price") { $0.product.coinPrice },
    .optionalInteger("stock_quantity") { $0.product.stock },
    .bool("in_stock") { $0.product.isInStock },
    .optionalString("image_url") { $0.product.imageURL },
    .bool("requires_shipping") { $0.product.requiresShipping },
    .bool("is_active") { $0.product.isActive },
    .optionalString("shopify_product_id") { $0.product.shopifyProductID },
    .optionalString("shopify_variant_id") { $0.product.shopifyVariantID },
    .enumeration("sync_status") { $0.product.origin },
    .instant("created_at") { $0.product.createdAt },
    .instant("updated_at") { $0.product.updatedAt })

  /// The body with its tag.
  var tagged: Reply<ProductBody> { Reply.ok(self).etag(ETag(version: product.version)) }
}
