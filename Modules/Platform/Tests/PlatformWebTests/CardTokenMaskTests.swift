import Testing

@testable import PlatformWeb

@Suite("Tokens of cards in webhooks, for people to read")
struct CardTokenMaskTests {
  @Test(
    "The token of a card is hidden, whatever it holds, and nothing else",
    arguments: [
      (
        #"{"authorization":{"authorization_code":"AUTH_x","last4":"4081"}}"#,
        #"{"authorization":{"authorization_code":"…","last4":"4081"}}"#
      ),
      (
        #"{"card" : { "token" : "a\"b\\" }, "amount":1}"#,
        #"{"card" : { "token" : "…" }, "amount":1}"#
      ),
      (#"{"token":"flw-1","x":{"token":"flw-2"}}"#, #"{"token":"…","x":{"token":"…"}}"#),
      (#"{"token":null,"tokens":"kept"}"#, #"{"token":null,"tokens":"kept"}"#),
      (#"{"token":"cut"#, #"{"token":"…""#), ("", ""), ("{", "{"),
    ])
  func masked(body: String, shown: String) {
    #expect(CardTokenMask.masked(body) == shown)
  }
}
