import ContextKit
import Fitness
import Kernel
import Router

/// What coins buy.
func productRoutes(_ products: ProductService) -> [Route] {
  [
    .get(
      "/products", permission: .readFitness, summary: "List what coins buy",
      refusals: [ProductRefusal.self]
    ) { (caller, query: ProductQuery) in
      let found = try await products.products(
        query.filter, for: FitnessCaller(caller), after: query.page.after,
        limit: query.page.rowsToRead)
      return query.page.of(found) { ProductBody($0) }
    },
    .get(
      "/products/{id}", permission: .readFitness, summary: "Show a product",
      otherStatuses: [304], refusals: [ProductRefusal.self]
    ) { (caller, path: RecordPath<Product>) in
      ProductBody(try await products.product(path.id, for: FitnessCaller(caller))).tagged
    },
    .post(
      "/products", permission: .keepShop, summary: "Add a product", status: 201,
      refusals: [ProductRefusal.self],
      answer: { (product: Product) in
        Reply.created(ProductBody(product), at: "/products/\(product.id)")
          .etag(ETag(version: product.version))
      }
    ) { (caller, input: ProductInput, once) in
      try await products.create(input.draft, by: FitnessCaller(caller), once: once)
    },
    .patch(
      "/products/{id}", permission: .keepShop, summary: "Change a product",
      refusals: [ProductRefusal.self],
      answer: { (product: Product) in ProductBody(product).tagged }
    ) { (caller, input: ProductPatch, once) in
      try await products.change(
        input.id, input.change, by: FitnessCaller(caller),
        if: { try input.ifMatch.check(ETag(version: $0)) }, once: once)
    },
    .delete(
      "/products/{id}", permission: .keepShop, summary: "Hide a product for good",
      refusals: [ProductRefusal.self]
    ) { (caller, input: ProductDeletion) in
      try await products.delete(
        input.id, by: FitnessCaller(caller),
        if: { try input.ifMatch.check(ETag(version: $0)) })
      return Reply<NoContent>.noContent
    },
  ]
}
