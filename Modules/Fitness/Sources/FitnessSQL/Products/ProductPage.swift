import Fitness
import Kernel
import Storage

/// A page of products.
struct ProductPage {
  let filter: ProductFilter
  let user: UserID
  let after: Product.ID?
  let limit: Int

  var statement: SQL {
    """
    SELECT \(Product.columns) FROM fitness_reward_products p
    WHERE \(SQL.joined(conditions, separator: " AND ")) ORDER BY \(order) LIMIT \(limit)
    """
  }

  private var conditions: [SQL] {
    var conditions: [SQL] = ["p.deleted_at IS NULL"]
    if let isActive = filter.isActive { conditions.append("p.is_active = \(isActive)") }
    if let origin = filter.origin { conditions.append("p.sync_status = \(origin.rawValue)") }
    if let category = filter.category { conditions.append("p.category = \(category)") }
    if let text = filter.text { conditions.append("p.name_key LIKE \(pattern(text)) ESCAPE '\\'") }
    if let isInStock = filter.isInStock {
      conditions.append(
        isInStock
          ? "(p.stock_quantity IS NULL OR p.stock_quantity > 0)" : "p.stock_quantity = 0")
    }
    if let isAffordable = filter.isAffordable {
      let available: SQL = """
        COALESCE((SELECT w.available_coins FROM fitness_wallets w WHERE w.user_id = \(user)), 0)
        """
      conditions.append(
        isAffordable ? "p.coin_price <= \(available)" : "p.coin_price > \(available)")
    }
    if let after { conditions.append(comes(after: after)) }
    return conditions
  }

  /// The product at which the page before ended stays where it is even if it was deleted since.
  private func comes(after place: Product.ID) -> SQL {
    let from: SQL = "FROM fitness_reward_products l WHERE l.id = \(place)"
    return switch filter.order {
    case .newest: "(p.created_at, p.id) < (SELECT l.created_at, l.id \(from))"
    case .price: "(p.coin_price, p.id) > (SELECT l.coin_price, l.id \(from))"
    case .dearest: "(p.coin_price, p.id) < (SELECT l.coin_price, l.id \(from))"
    case .name: "(p.name_key, p.id) > (SELECT l.name_key, l.id \(from))"
    }
  }

  private var order: SQL {
    switch filter.order {
    case .newest: "p.created_at DESC, p.id DESC"
    case .price: "p.coin_price, p.id"
    case .dearest: "p.coin_price DESC, p.id DESC"
    case .name: "p.name_key, p.id"
    }
  }

  /// What has the text anywhere in it.
  private func pattern(_ text: String) -> String {
    var pattern = "%"
    for scalar in FoldedText.of(text).unicodeScalars {
      if scalar == "%" || scalar == "_" || scalar == "\\" { pattern.append("\\") }
      pattern.unicodeScalars.append(scalar)
    }
    return pattern + "%"
  }
}
