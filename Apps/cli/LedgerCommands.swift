import Composition
import Console
import Databases
import LedgerCommands

/// `atrium ledger …`
func ledgerCommands(_ session: CommandSession) -> [Command] {
  LedgerCommands.all {
    let assembly = try await session.assembly()
    return assembly.stores.all.map {
      LedgerStore(
        name: "\($0.url)", database: $0.database, units: assembly.units,
        overdrafts: assembly.overdrafts)
    }
  }
}
