import ContextKit
import Fleet
import Kernel
import Ports
import Router

/// Requests for fuel.
func transactionRoutes(_ transactions: TransactionService) -> [Route] {
  [
    .post(
      "/transactions", permission: .tradeFuel, summary: "Request fuel", status: 201,
      refusals: [AccessRefusal.self, TransactionRefusal.self, UserLeaving.self],
      answer: { (view: TransactionView) in
        let body = TransactionBody(view)
        return Reply.created(body, at: "/transactions/\(view.sale.id)").etag(ETag(of: body))
      }
    ) { (caller, input: TransactionInput, once) in
      try await transactions.request(input.request, by: FleetCaller(caller), once: once)
    },
    .get(
      "/transactions/{id}", permission: .readFleet, summary: "Show a transaction",
      otherStatuses: [304], refusals: [AccessRefusal.self]
    ) { (caller, path: RecordPath<FuelTransaction>) in
      TransactionBody(try await transactions.transaction(path.id, for: FleetCaller(caller))).tagged
    },
  ]
}

/// The body of `POST /transactions`.
struct TransactionInput: RequestInput {
  let request: FuelRequest

  init(from fields: inout RequestFields) {
    let id = fields.ownID(of: FuelTransaction.self)
    let receiver = fields.body("receiver_id", .id(of: UserTag.self))
    let driver = fields.nullableBody("driver_id", .id(of: Driver.self))
    let supplier = fields.body("supplier_company_id", .id(of: Company.self))
    let consumer = fields.body("consumer_company_id", .id(of: Company.self))
    let settlement =
      fields.nullableBody("settlement", .enumeration(Settlement.self)) ?? .money
    request = FuelRequest(
      id: id, receiverID: receiver, driverID: driver, supplierID: supplier, consumerID: consumer,
      amount: fields.fuelAmount(settlement), settlement: settlement,
      product: fields.nullableBody("product", .enumeration(FuelProduct.self)),
      odometer: fields.nullableBody("odometer", .odometer),
      notes: fields.nullableBody("notes", .string(length: 0...1_000)),
      occurredAt: fields.nullableBody("occurred_at", .instant))
  }
}

extension RequestFields {
  /// Reads litres, price and total. The total follows from the others; one that is sent must be it.
  fileprivate mutating func fuelAmount(_ settlement: Settlement) -> FuelAmount {
    let liters = body("amount_liters", .money(.litres, in: FuelAmount.literRange))
    let price = body("price_per_liter", .money(.dinar, in: FuelAmount.priceRange))
    let total = nullableBody("total_price", .money(.dinar, in: 0...Money.largestTransfer))
    let nothing = FuelAmount(
      liters: liters, pricePerLiter: price, totalPrice: .zero(.dinar),
      chargedMoney: .zero(.dinar))
    guard now != nil, !isAtFault("amount_liters"), !isAtFault("price_per_liter") else {
      return nothing
    }
    guard let amount = try? FuelAmount(liters, at: price, settlement: settlement) else {
      fail(
        "total_price", "out_of_range", "The total must be from 0.01 to 9999999999999.99 dinars.")
      return nothing
    }
    if let total, total != amount.totalPrice {
      fail("total_price", "mismatch", "The litres cost \(amount.totalPrice) at this price.")
    }
    return amount
  }
}

/// A transaction on the wire, as everybody sees it who may.
struct SaleBody: ResponseBody {
  let sale: FuelTransaction

  init(_ sale: FuelTransaction) {
    self.sale = sale
  }

  static let shape = Shape<SaleBody>(
    "FleetTransaction",
    .id("id") { $0.sale.id },
    .optionalID("initiator_id") { $0.sale.initiator.userID },
    .string("initiator_name") { $0.sale.initiator.name },
    .optionalID("receiver_id") { $0.sale.receiver.userID },
    .string("receiver_name") { $0.sale.receiver.name },
    .id("supplier_company_id") { $0.sale.supplierID },
    .string("supplier_company_name") { $0.sale.supplierName },
    .id("consumer_company_id") { $0.sale.consumerID },
    .string("consumer_company_name") { $0.sale.consumerName },
    .id("driver_id") { $0.sale.driverID },
    .string("driver_name") { $0.sale.driverName },
    .optionalString("vehicle_number") { $0.sale.vehicleNumber },
    .optionalOneOf("product", FuelProduct.allCases.map(\.rawValue)) { $0.sale.product?.rawValue },
    .enumeration("settlement") { $0.sale.settlement },
    .money("requested_liters") { $0.sale.requestedLiters },
    .money("amount_liters") { $0.sale.amount.liters },
    .money("price_per_liter") { $0.sale.amount.pricePerLiter },
    .money("total_price") { $0.sale.amount.totalPrice },
    .money("amount_dzd") { $0.sale.amount.chargedMoney },
    .optionalMoney("odometer") { $0.sale.odometer?.kilometres },
    .optionalString("notes") { $0.sale.notes },
    .enumeration("status") { $0.sale.state },
    .optionalID("decided_by") { $0.sale.decidedBy },
    .optionalString("reason") { $0.sale.reason },
    .strings("flags") { $0.sale.flags },
    .optionalObject("receipt") { $0.sale.receipt.map(ReceiptNameBody.init) },
    .instant("occurred_at") { $0.sale.occurredAt },
    .instant("expires_at") { $0.sale.expiresAt },
    .instant("created_at") { $0.sale.createdAt },
    .optionalInstant("completed_at") { $0.sale.completedAt },
    .optionalInstant("reversed_at") { $0.sale.reversedAt },
    .instant("updated_at") { $0.sale.updatedAt },
    .integer("version") { $0.sale.version })
}

/// A transaction on the wire, and whether it is the reader's to decide.
struct TransactionBody: ResponseBody {
  private let sale: SaleBody
  private let canDecide: Bool

  init(_ view: TransactionView) {
    sale = SaleBody(view.sale)
    canDecide = view.canDecide
  }

  static let shape = Shape<TransactionBody>(
    "FleetTransactionView",
    fields: SaleBody.shape.pulled { $0.sale } + [.bool("can_decide") { $0.canDecide }])

  /// The body with its tag.
  var tagged: Reply<TransactionBody> { Reply.ok(self).etag(ETag(of: self)) }
}

/// What a receipt is called.
struct ReceiptNameBody: ResponseBody {
  private let name: ReceiptName

  init(_ name: ReceiptName) {
    self.name = name
  }

  static let shape = Shape<ReceiptNameBody>(
    "FleetReceiptName", .string("number") { $0.name.number }, .string("code") { $0.name.code })
}
