import Fitness
import Kernel
import Router

/// The query of `GET /products`.
struct ProductQuery: RequestInput {
  let filter: ProductFilter
  let page: PageRequest<Product, Product.ID>

  init(from fields: inout RequestFields) {
    var filter = ProductFilter()
    filter.category = fields.query("category", .string(length: 1...64))
    filter.text = fields.query("q", .text(length: 1...100))
    filter.isInStock = fields.query("in_stock", .bool)
    filter.isAffordable = fields.query("affordable", .bool)
    filter.isActive = fields.query("is_active", .bool)
    filter.origin = fields.query("sync_status", .enumeration())
    filter.order = fields.query("sort", .enumeration()) ?? .newest
    self.filter = filter
    // Cursors of one order say nothing in another.
    page = fields.page("fitness.products.\(filter.order)", by: \.id)
  }
}

/// The body of `POST /products`.
struct ProductInput: RequestInput {
  let draft: ProductDraft

  init(from fields: inout RequestFields) {
    let name = fields.body("name", .productName)
    let price = fields.body("coin_price", .integer64(Product.priceRange))
    let stock: Int64? =
      switch fields.patchBody("stock_quantity", .integer64(Product.stockRange)) {
      case .absent: 0
      case .clear: nil
      case .set(let quantity): quantity
      }
    draft = ProductDraft(
      name: name, description: fields.nullableBody("description", .productDescription),
      category: fields.nullableBody("category", .productCategory), coinPrice: price, stock: stock,
      imageURL: fields.nullableBody("image_url", .imageURL),
      requiresShipping: fields.body("requires_shipping", .bool, default: true),
      isActive: fields.body("is_active", .bool, default: true))
  }
}

/// The path, condition and body of `PATCH /products/{id}`: what is there changes.
struct ProductPatch: RequestInput {
  let id: Product.ID
  let ifMatch: IfMatch?
  let change: ProductChange

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Product.self))
    ifMatch = fields.ifMatch()
    let name = fields.optionalBody("name", .productName)
    let description = fields.patchBody("description", .productDescription)
    let category = fields.patchBody("category", .productCategory)
    let price: ProductChange.Price =
      switch fields.patchBody("coin_price", .integer64(Product.priceRange)) {
      case .absent: .kept
      case .clear: .followsShop
      case .set(let price): .set(price)
      }
    let stock = fields.patchBody("stock_quantity", .integer64(Product.stockRange))
    let image = fields.patchBody("image_url", .imageURL)
    let requiresShipping = fields.optionalBody("requires_shipping", .bool)
    let isActive = fields.optionalBody("is_active", .bool)
    change = ProductChange(price: price) { terms in
      terms.name = name ?? terms.name
      terms.description = description.applied(to: terms.description)
      terms.category = category.applied(to: terms.category)
      terms.stock = stock.applied(to: terms.stock)
      terms.imageURL = image.applied(to: terms.imageURL)
      terms.requiresShipping = requiresShipping ?? terms.requiresShipping
      terms.isActive = isActive ?? terms.isActive
    }
  }
}

/// The path and condition of `DELETE /products/{id}`.
struct ProductDeletion: RequestInput {
  let id: Product.ID
  let ifMatch: IfMatch?

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Product.self))
    ifMatch = fields.ifMatch()
  }
}

extension FieldType where Value == String {
  fileprivate static var productName: FieldType { .line(length: 1...200) }
  fileprivate static var productDescription: FieldType { .text(length: 1...10_000) }
  fileprivate static var productCategory: FieldType { .line(length: 1...64) }

  /// Where a picture is: an address that browsers follow.
  fileprivate static var imageURL: FieldType {
    FieldType.line(length: 8...2_048).checked(
      message: "This must be an address that begins with https:// or http://."
    ) { text in
      let start = text.prefix(8).lowercased()
      let isWeb = start.hasPrefix("https://") || start.hasPrefix("http://")
      return isWeb && !text.utf8.contains(UInt8(ascii: " "))
    }
  }
}
