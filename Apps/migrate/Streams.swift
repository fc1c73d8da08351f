import Composition
import Migrations

/// The migrations that are built into `atrium-migrate`, in the order in which they run: the
/// platform's first, then one stream a context.
let embeddedStreams: [MigrationStream] = migrationStreams
