import Auth
import Kernel
import PlatformSQL
import Work

extension SQLAuthTransaction: EventRows {
  func publish(_ event: Event) throws {
    try work.publish(event)
  }
}
