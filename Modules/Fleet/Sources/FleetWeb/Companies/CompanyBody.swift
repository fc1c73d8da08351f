import ContextKit
import Fleet
import Kernel
import Router

/// A company on the wire: all of it, or its card.
struct CompanyBody: ResponseBody {
  let sight: CompanySight

  init(_ sight: CompanySight) {
    self.sight = sight
  }

  private var company: Company { sight.company }
  private var balances: CompanyBalances { sight.balances ?? .none }

  /// The fields of a card are those that are always there.
  static let shape = Shape<CompanyBody>(
    "FleetCompany",
    .id("id") { $0.company.id },
    .optionalID("user_id") { $0.company.ownerID },
    .string("name") { $0.company.name },
    .enumeration("type") { $0.company.type },
    .string("address") { $0.company.details.address },
    .string("phone_number") { $0.company.details.phoneNumber },
    .optionalString("tax_id") { $0.company.details.taxID }.when(\.sight.isFull),
    .money("balance_money") { $0.balances.money }.when(\.sight.isFull),
    .money("held_money") { $0.balances.heldMoney }.when(\.sight.isFull),
    .money("balance_liters") { $0.balances.liters }.when(\.sight.isFull),
    .money("held_liters") { $0.balances.heldLiters }.when(\.sight.isFull),
    .string("time_zone") { $0.company.timeZone }.when(\.sight.isFull),
    .optionalOneOf("my_role", MemberRole.allCases.map(\.rawValue)) { $0.sight.role?.rawValue }
      .when(\.sight.isFull),
    .bool("is_active") { $0.company.isActive },
    .integer("version") { $0.company.version }.when(\.sight.isFull),
    .instant("created_at") { $0.company.createdAt }.when(\.sight.isFull),
    .instant("updated_at") { $0.company.updatedAt }.when(\.sight.isFull))

  /// The tag of all that is shown, so that it changes with the balances.
  var etag: ETag { ETag(of: self) }

  /// The body with its tag.
  var tagged: Reply<CompanyBody> { Reply.ok(self).etag(etag) }
}
