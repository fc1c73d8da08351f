import Ajo
import ContextKit
import Kernel
import Ports
import Router

/// What those who are owed contributions do about them.
func forgivingRoute(_ circles: CircleService) -> Route {
  .post(
    "/circles/{id}/contributions/{contribution_id}/forgive", permission: .changeCircles,
    summary: "Forgive what you are owed of a contribution",
    refusals: [CircleRefusal.self, ContributionRefusal.self],
    reading: { CircleItemPath<Contribution>("contribution_id", from: &$0) },
    answer: { (forgiven: Contribution) in Reply.ok(ContributionBody(forgiven)) }
  ) { (caller, path, once) in
    try await circles.forgive(path.id, in: path.circle, by: caller.actor, once: once)
  }
}
