// SPDX-License-Identifier: Apache-2.0

import GRDB
import RecordingModel

/// A catalogue in an SQLite file: what a call has answered survives the end of the process and of the power.
package final class SQLiteCatalogue: Catalogue {
    let pool: DatabasePool
    let pages: PageReaders
    /// Where every change goes.
    let commits: GroupCommit
    package let announced: AsyncStream<Void>
    let announcing: AsyncStream<Void>.Continuation

    /// Opens the catalogue in a file, or makes it, and brings its tables up to date.
    ///
    /// Throws `CatalogueError` when the file is damaged, newer than this server, or can't be opened.
    package convenience init(path: String) throws {
        try self.init(path: path, configuration: Configuration())
    }

    init(path: String, configuration: Configuration) throws {
        (announced, announcing) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        var configuration = configuration
        configuration.label = "catalogue"
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(5)
        // What a query puts aside is small: the numbers of the orders that wait are the most, 20 MB of a million.
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA temp_store = MEMORY") }
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            commits = GroupCommit(pool)
            // A pool turns WAL mode on with synchronous = NORMAL, under which a power cut may undo what was
            // committed. It does so last of all: no earlier place to set this would hold.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            guard try !pool.read(Schema.migrator.hasBeenSuperseded) else { throw CatalogueError.newer(path: path) }
            try Schema.migrator.migrate(pool)
            pages = try PageReaders(path: path, configuration: configuration)
        } catch let error as DatabaseError {
            let reason = error.message ?? "error \(error.resultCode.rawValue)"
            switch error.resultCode {
            case .SQLITE_NOTADB, .SQLITE_CORRUPT: throw CatalogueError.damaged(path: path, reason: reason)
            case _: throw CatalogueError.unavailable(path: path, reason: reason)
            }
        }
    }

    /// Closes the file; calls that follow fail.
    package func close() throws {
        try pages.close()
        try pool.close()
    }
}
