import Fines
import Kernel
import Testing

/// What payments come to.
@Suite struct PaymentTests {
  private let price = Money(minorUnits: 500, unit: .dollars)
  private let now = Instant(seconds: 1_780_000_000)

  @Test("A success counts after a failure and against a cancellation; another amount never does")
  func successes() {
    for reason in PaymentFailure.allCases {
      var state = PaymentState.failed(reason)
      #expect(state.take(.paid(price), asking: price) == .complete)
    }
    for other in [Money(minorUnits: 499, unit: .dollars), Money(minorUnits: 500, unit: .naira)] {
      var state = PaymentState.pending
      #expect(state.take(.paid(other), asking: price) == .fail(.mismatch))
      #expect(state == .failed(.mismatch))
    }
  }

  @Test("Whatever events come in whatever order, money is booked once and reversed once")
  func histories() {
    var random = SplitMix(seed: 99)
    let events: [PaymentEvent] =
      [.paid(price), .paid(Money(minorUnits: 1, unit: .dollars)), .refunded]
      + PaymentFailure.allCases.filter { $0 != .mismatch }.map(PaymentEvent.failed)
    for _ in 0..<2_000 {
      var state = PaymentState.pending
      var (booked, isPaid) = (0, false)
      for _ in 0..<8 {
        let event = events.randomElement(using: &random) ?? .refunded
        isPaid = isPaid || event == .paid(price)
        switch state.take(event, asking: price) {
        case .complete: booked += 1
        case .reverse: booked -= 1
        case .fail, nil: break
        }
        #expect(booked == (state == .completed ? 1 : 0))
        #expect(isPaid == (state == .completed || state == .refunded))
      }
    }
  }

  @Test("A pending payment of the same amount is reused, another superseded")
  func requests() {
    let end = now.adding(seconds: PaymentState.patience)
    func step(_ pending: Money?, at time: Instant) -> PaymentRequestStep {
      PaymentRequestStep(pending: pending, expiresAt: end, asking: price, at: time)
    }
    #expect(step(nil, at: now) == .make)
    #expect(step(price, at: now) == .reuse)
    #expect(step(price, at: end) == .supersede)
    #expect(step(.naira(5), at: now) == .supersede)
  }

  @Test("A checkout is good for its own payer's pending payment alone")
  func checkouts() throws {
    let (ada, bob) = (try #require(TelegramID(7)), try #require(TelegramID(8)))
    let stars = Money(minorUnits: 250, unit: PaymentBooks.stars)
    let checkout = Checkout(payer: ada, payload: "payment:12", amount: stars)
    #expect(checkout.isGood(for: 12, of: ada, state: .pending, asking: stars))
    #expect(!checkout.isGood(for: 13, of: ada, state: .pending, asking: stars))
    #expect(!checkout.isGood(for: 12, of: bob, state: .pending, asking: stars))
    #expect(!checkout.isGood(for: 12, of: ada, state: .completed, asking: stars))
    #expect(!checkout.isGood(for: 12, of: ada, state: .pending, asking: price))
    for payload in ["", "payment:", "payment:0", "payment:-1", "payment:012", "payment:1 "] {
      #expect(Checkout.paymentID(in: payload) == nil)
    }
  }

  @Test("Fines go to the authority's account, plans to ours, and links through none")
  func books() {
    let fine = PaymentBooks(isFine: true, method: .gateway, provider: "paystack")
    #expect(fine?.debit == "fines.provider.paystack" && fine?.credit == "fines.authority")
    let plan = PaymentBooks(isFine: false, method: .stars, provider: "paystack")
    #expect(plan?.debit == "fines.provider.telegram" && plan?.credit == "fines.income")
    #expect(PaymentBooks(isFine: true, method: .link, provider: "x") == nil)
  }

  @Test("Values in an address are percent-encoded, and never read as places again")
  func links() {
    let link = PaymentLink("https://pay.example/{order_number}?a={amount}&x={y}")
    #expect(PaymentLink("https://pay.example/") == nil)
    #expect(PaymentLink("javascript:{order_number}") == nil)
    #expect(
      PaymentLink("https://pay.example/{order_number}/{amount}")?
        .address(number: "{amount}/Ж", amount: price)
        == "https://pay.example/%7Bamount%7D%2F%D0%96/5.00")
    #expect(link?.address(number: "1", amount: price).hasSuffix("/1?a=5.00&x={y}") == true)
  }
}
