/// Why a booking is not changed, in order of precedence.
public enum BookingRefusal: Error, Hashable, Sendable {
  /// No step leads from where it stands to what is asked for.
  case invalidTransition(BookingStatus)
  /// The time in which a customer may do it is over.
  case tooLate(BookingStatus)
  /// It has not begun.
  case tooEarly(BookingStatus)
  /// The customer has moved it as often as one may.
  case rescheduleLimit
  /// Its seats stand as they were paid.
  case alreadyPaid
  /// Nothing of it is to be paid.
  case nothingDue
  /// It costs more than can be said.
  case priceTooLarge
}
