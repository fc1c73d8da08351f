/// Why a slot is not given, in order of precedence.
public enum SlotRefusal: String, Error, Hashable, Sendable, CaseIterable {
  /// The service is not offered at present.
  case serviceInactive = "service_inactive"
  /// It has begun.
  case slotInPast = "slot_in_past"
  /// It begins before the notice is over.
  case tooSoon = "too_soon"
  /// Its date is beyond those that can be booked.
  case tooFarAhead = "too_far_ahead"
  /// It does not lie within the hours.
  case outsideHours = "outside_hours"
  /// No slot begins then.
  case offGrid = "off_grid"
  /// It touches a blackout.
  case blackedOut = "blacked_out"
  /// Nobody who serves works then.
  case staffUnavailable = "staff_unavailable"
  /// Its seats are taken.
  case slotTaken = "slot_taken"
  /// The customer has as many open bookings as one may have.
  case bookingLimit = "booking_limit"
}
