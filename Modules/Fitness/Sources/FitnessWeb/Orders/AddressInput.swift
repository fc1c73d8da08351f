import Fitness
import JSON
import Kernel
import Router

/// The members of an address that have a name of their own. Others are kept as they are.
struct AddressInput: RequestInput {
  static let names: Set<String> = [
    "name", "line1", "city", "country", "line2", "region", "postal_code", "phone",
  ]

  init(from fields: inout RequestFields) {
    _ = fields.body("name", .line(length: 1...200))
    _ = fields.body("line1", .line(length: 1...200))
    _ = fields.body("city", .line(length: 1...200))
    _ = fields.body("country", .country)
    _ = fields.nullableBody("line2", .line(length: 0...200))
    _ = fields.nullableBody("region", .line(length: 0...200))
    _ = fields.nullableBody("postal_code", .line(length: 0...32))
    _ = fields.nullableBody("phone", .line(length: 0...50))
  }
}

extension FieldType where Value == ShippingAddress {
  /// Where something is sent, kept as the JSON text that it came as.
  static var shippingAddress: FieldType {
    let empty = ShippingAddress(json: "{}")
    return FieldType<AddressInput>.object().withJSONText()
      .compactMap(
        placeholder: empty, code: "too_long",
        message: "An address has at most \(ShippingAddress.longest) octets as JSON."
      ) { address in
        address.json.count <= ShippingAddress.longest
          ? ShippingAddress(json: String(decoding: address.json, as: UTF8.self)) : nil
      }
      .checked(
        code: "too_many",
        message: "An address has at most \(ShippingAddress.mostOthers) members of its own."
      ) { $0.others <= ShippingAddress.mostOthers }
  }
}

extension ShippingAddress {
  /// How many members it has that have no name here.
  fileprivate var others: Int {
    guard let root = try? JSONDocument(parsing: json).root else { return .max }
    return root.members.count { !AddressInput.names.contains($0.key) }
  }
}
