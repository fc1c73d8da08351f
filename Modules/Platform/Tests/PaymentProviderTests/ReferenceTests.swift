import Kernel
import Payments
import Testing

/// What references look like.
@Suite struct ReferenceTests {
  @Test("A reference begins with its context and fits what providers take")
  func made() {
    let reference = PaymentReference(of: "booking", UserID(rawValue: 7))
    #expect(reference.text == "booking-00000000-0000-0000-0000-000000000007")
    #expect(reference.context == "booking")
    #expect(PaymentReference(reference.text) == reference)
  }

  @Test(
    "What providers would not take, or names no context, is none",
    arguments: [
      "", "ajo", "-1", "Ajo-1", "ajo-ä", "ajo-1/2", "ajo-1 ", "1ajo-1", "ajo?-1",
      "ajo-" + String(repeating: "1", count: 47),
    ])
  func refused(text: String) {
    #expect(PaymentReference(text) == nil)
  }

  @Test("A card is told without its token")
  func card() {
    let card = CardAuthorization(
      token: "AUTH_1", signature: nil, brand: "visa", lastFour: "4081", expiryMonth: 12,
      expiryYear: 2_030, email: "ada@example.com")
    #expect("\(card)" == "visa …4081")
  }
}
