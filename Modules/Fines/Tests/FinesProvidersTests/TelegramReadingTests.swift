import Fines
import FinesProviders
import Kernel
import Testing

/// What Telegram sends and answers.
@Suite struct TelegramReadingTests {
  private let ada =
    #"{"id": 5000000001, "is_bot": false, "first_name": "A\u0000", "last_name": ""}"#
  private let chat = #"{"id": 5000000001, "type": "private"}"#

  private func read(_ member: String) -> UpdateReader.Reading {
    UpdateReader.read(Array("{\"update_id\": 9, \(member)}".utf8))
  }

  private func content(_ member: String) -> BotUpdate.Content? {
    guard case .update(let update) = read(member) else { return nil }
    return update.content
  }

  @Test("A message is a text, also one without; names are kept plain, and gone ones are none")
  func messages() throws {
    let reading = read(#""message": {"from": \#(ada), "chat": \#(chat), "text": "/start"}"#)
    guard case .update(let update) = reading else {
      Issue.record("\(reading)")
      return
    }
    #expect(update.person.id.rawValue == 5_000_000_001 && update.content == .text("/start"))
    #expect(update.person.firstName == "A " && update.person.lastName == nil)
    #expect(content(#""message": {"from": \#(ada), "chat": \#(chat), "photo": []}"#) == .text(""))
  }

  @Test("Buttons, checkouts, payments and blocks are read")
  func others() throws {
    #expect(
      content(#""callback_query": {"id": "q", "from": \#(ada), "data": "pay:1"}"#)
        == .button(queryID: "q", data: "pay:1"))
    let stars = Money(minorUnits: 250, unit: PaymentBooks.stars)
    let payment = #""currency": "XTR", "total_amount": 250, "invoice_payload": "payment:1""#
    let payer = try #require(TelegramID(5_000_000_001))
    #expect(
      content(#""pre_checkout_query": {"id": "q", "from": \#(ada), \#(payment)}"#)
        == .checkout(queryID: "q", Checkout(payer: payer, payload: "payment:1", amount: stars)))
    let paid = #"{\#(payment), "telegram_payment_charge_id": "c"}"#
    #expect(
      content(#""message": {"from": \#(ada), "chat": \#(chat), "successful_payment": \#(paid)}"#)
        == .starsPaid(payload: "payment:1", amount: stars, chargeID: "c"))
    for (status, isMember) in [("kicked", false), ("member", true)] {
      let change =
        #"{"from": \#(ada), "chat": \#(chat), "new_chat_member": {"status": "\#(status)"}}"#
      #expect(content(#""my_chat_member": \#(change)"#) == .membership(isMember: isMember))
    }
  }

  @Test("Groups, bots and kinds that nobody asked for are passed over, and keep their number")
  func unusable() {
    let group = #"{"id": -1, "type": "group"}"#
    let bot = #"{"id": 7, "is_bot": true}"#
    for member in [
      #""message": {"from": \#(ada), "chat": \#(group), "text": "x"}"#,
      #""message": {"from": \#(bot), "chat": \#(chat), "text": "x"}"#,
      #""message": {"chat": \#(chat), "text": "x"}"#, #""message": 7"#, #""poll": {}"#,
      #""callback_query": {"id": "q", "from": \#(ada)}"#,
      #""callback_query": {"id": "q", "from": \#(ada), "data": "x", "message": {"chat": \#(group)}}"#,
    ] { #expect(read(member) == .unusable(id: 9), "\(member)") }
    for text in ["", "7", "{}", "[]", #"{"update_id": "9"}"#, #"{"update_id": 1e3}"#] {
      #expect(UpdateReader.read(Array(text.utf8)) == .malformed, "\(text)")
    }
  }

  @Test("No prefix of an update stops the reader")
  func prefixes() {
    let text = #"{"update_id": 9, "message": {"from": \#(ada), "chat": \#(chat), "text": "x"}}"#
    let bytes = Array(text.utf8)
    for length in 0..<bytes.count {
      #expect(UpdateReader.read(Array(bytes.prefix(length))) == .malformed)
    }
  }

  @Test("Answers: done, refused with the time to wait, or none of Telegram's")
  func answers() {
    func read(_ text: String) -> CallReader.Reading? { CallReader.read(Array(text.utf8)) }
    #expect(read(#"{"ok": true, "result": {"message_id": 3}}"#) == .done(messageID: 3))
    #expect(read(#"{"ok": true, "result": [{"message_id": 4}, {}]}"#) == .done(messageID: 4))
    #expect(read(#"{"ok": true, "result": true}"#) == .done(messageID: nil))
    let refusal = TelegramRefusal(code: 429, description: "Slow down", retryAfter: 5)
    let body = #"{"error_code": 429, "description": "Slow down", "parameters": {"retry_after": 5}"#
    #expect(read(body + #", "ok": false}"#) == .refused(refusal))
    #expect(read("<html>502</html>") == nil && read("{}") == nil)
    #expect(UpdateReader.readAll(Array(#"{"ok": true, "result": []}"#.utf8)) == [])
    #expect(UpdateReader.readAll(Array(#"{"ok": false, "error_code": 409}"#.utf8)) == nil)
  }
}
