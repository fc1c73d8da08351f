import Payments
import Storage

extension Row {
  /// The provider of a row.
  var provider: PaymentProvider { get throws { try word("provider") } }
}
