import Auth
import Console
import Kernel
import Ports

/// `atrium user doubles`
func doublesCommand(_ services: @escaping Opening<AuthServices>) -> Command {
  Command(
    "user", "doubles", summary: "List accounts that share an e-mail address with an older one",
    discussion: """
      An address is one address whichever way its domain is spelt (münchen.example,
      xn--mnchen-3ya.example). Earlier releases made an account for each. The address leads to the
      oldest; the others keep everything they have, and are reached by their ids.
      """
  ) { _ in
    let doubles = try await services().accounts.doubles()
    return .list(
      doubles.map { double in
        [
          "email": .text(double.email.canonical), "found": .text("\(double.found.id)"),
          "hidden": .text("\(double.hidden.id)"), "name": .text(double.hidden.profile.name),
          "created_at": .text("\(double.hidden.createdAt)"),
        ]
      }, columns: ["email", "found", "hidden", "name", "created_at"])
  }
}
