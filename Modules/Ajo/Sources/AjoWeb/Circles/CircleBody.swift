import Ajo
import ContextKit
import Kernel
import Router

/// A circle on the wire, as one of its members sees it.
struct CircleBody: ResponseBody {
  let circle: Circle
  let member: CircleMember
  let unread: Int

  init(_ view: CircleView) {
    (circle, member, unread) = (view.circle, view.member, view.unread)
  }

  /// Their turn, as far as it is known: a random order is drawn at the start.
  private var turn: Int? {
    circle.state == .forming && circle.terms.turnOrder == .random ? nil : member.turn
  }

  private var invite: CircleInvite? { member.state == .active ? circle.invite : nil }

  static let shape = Shape<CircleBody>(
    "Circle",
    .id("id") { $0.circle.id },
    .string("name") { $0.circle.name },
    .money("amount") { $0.circle.amount },
    .unit("currency") { $0.circle.unit },
    .enumeration("frequency") { $0.circle.terms.frequency },
    .date("cycle_start_date") { $0.circle.terms.startDate },
    .string("time_zone") { $0.circle.terms.timeZone },
    .integer("size") { $0.circle.terms.size },
    .enumeration("status") { $0.circle.state },
    .id("host_id") { $0.circle.hostID },
    .optionalString("invite_code") { $0.invite?.code },
    .optionalInstant("invite_expires_at") { $0.invite?.expiresAt },
    .enumeration("payout_order") { $0.circle.terms.turnOrder },
    .optionalString("order_seed") { $0.circle.orderSeed?.description },
    .enumeration("default_policy") { $0.circle.terms.defaultPolicy },
    .integer("grace_days") { $0.circle.terms.graceDays },
    .money("late_fee") { $0.circle.terms.lateFee },
    .enumeration("fee_policy") { $0.circle.terms.feePolicy },
    .integer("members_count") { $0.circle.membersCount },
    .integer("cycles") { $0.circle.cycles },
    .optionalInteger("current_cycle") { $0.circle.currentCycle },
    .optionalDate("next_due_date") { $0.circle.nextDueDate },
    .money("pot") { $0.circle.pot },
    .enumeration("my_role") { $0.member.role },
    .optionalInteger("my_payout_order") { $0.turn },
    .bool("my_mandate") { $0.member.mandate },
    .bool("my_pledge_offer") { $0.member.pledgeOffer > 0 },
    .integer("unread") { $0.unread },
    .instant("created_at") { $0.circle.createdAt },
    .optionalInstant("started_at") { $0.circle.startedAt },
    .optionalInstant("ended_at") { $0.circle.endedAt },
    .integer("version") { $0.circle.version })

  /// The body with the version that `If-Match` asks for.
  var tagged: Reply<CircleBody> { Reply.ok(self).etag(tag) }

  /// The circle's version, with what its viewer has not read.
  var tag: ETag { ETag(circle: circle.version, unread: unread) }
}

extension ETag {
  /// What there is to read changes what a viewer sees, and no version of the circle.
  fileprivate init(circle version: Int64, unread: Int) {
    let seen = ETag(version: version)
    self = unread == 0 ? seen : ETag("\(seen.opaque)-\(unread)")
  }
}

extension IfMatch? {
  /// Refuses a version of a circle that the caller has not seen, however much they had to read.
  var circlePrecondition: @Sendable (Int64) throws -> Void {
    guard case .some(.tags(let tags)) = self else { return precondition }
    let versions = tags.map { tag in
      ETag(String(tag.opaque.prefix { $0 != "-" }), isWeak: tag.isWeak)
    }
    return IfMatch?.some(.tags(versions)).precondition
  }
}

/// A circle that was started.
struct StartedCircleBody: ResponseBody {
  let started: StartedCircle

  init(_ started: StartedCircle) {
    self.started = started
  }

  static let shape = Shape<StartedCircleBody>(
    "StartedCircle",
    fields: CircleBody.shape.pulled { CircleBody($0.started.view) } + [
      .bool("start_date_moved") { $0.started.isStartMoved }
    ])
}
