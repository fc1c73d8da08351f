import Crypto
import Kernel
import Payments

/// Where a payer of the sandbox approves or declines. It runs no script.
struct SandboxPage {
  let html: String

  /// Lets the page's own style in, and nothing else. Forms may lead to the callback of the charge.
  static let contentSecurityPolicy =
    "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; style-src "
    + "'sha256-\(Base64.encode(SHA256.hash(Array(style.utf8))))'"

  init(_ payment: SandboxPayment) {
    let payer = payment.email.map { "<dt>Payer</dt><dd>\(Self.escaped($0))</dd>" } ?? ""
    html = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Pay \(payment.amount) \(payment.amount.unit.code) – sandbox</title>
      <style>\(Self.style)</style>
      </head>
      <body>
      <main>
      <p class="test">Sandbox: no money moves.</p>
      <h1>\(payment.amount) \(payment.amount.unit.code)</h1>
      <dl>\(payer)<dt>Reference</dt><dd>\(payment.reference)</dd></dl>
      \(Self.choice(payment))
      </main>
      </body>
      </html>

      """
  }

  private static func choice(_ payment: SandboxPayment) -> String {
    switch payment.state {
    case .pending, .abandoned:
      """
      <form method="post" action="/sandbox/pay/\(payment.reference)">
      <button class="approve" name="outcome" value="success">Approve</button>
      <button name="outcome" value="failed">Decline</button>
      </form>
      """
    case .succeeded: #"<p role="status">This payment was approved.</p>"#
    case .failed: #"<p role="status">This payment was declined.</p>"#
    }
  }

  private static let style = """
    :root { color-scheme: light dark; }
    body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; }
    main { max-width: 26rem; margin: 4rem auto; padding: 0 1rem; }
    h1 { margin: .5rem 0; font-size: 2rem; }
    .test { margin: 0; font-weight: 600; }
    dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; }
    dd { margin: 0; overflow-wrap: anywhere; }
    form { display: flex; gap: 1rem; margin-top: 2rem; }
    button { flex: 1; min-height: 3rem; font: inherit; font-weight: 600; border-radius: .5rem; \
    border: 2px solid #1a5d3a; background: Canvas; color: CanvasText; cursor: pointer; }
    button.approve { background: #1a5d3a; color: #fff; }
    button:focus-visible { outline: 3px solid #2b7de9; outline-offset: 2px; }
    """

  /// Text that means itself in HTML.
  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { escaped, scalar in
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
  }
}
