// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Synchronization

/// Connections for queries of one statement that find a page by an index.
///
/// They run on the caller's thread and without a transaction of their own: the way through the pool, and what it asks
/// of the database around each query, cost several times what such a page does.
final class PageReaders: Sendable {
    private let connections: [DatabaseQueue]
    private let turn = Atomic(0)

    /// Opens a file that exists already, once for each processor.
    init(path: String, configuration: Configuration) throws {
        var configuration = configuration
        configuration.readonly = true
        connections = try (0..<max(1, ProcessInfo.processInfo.activeProcessorCount)).map { _ in
            try DatabaseQueue(path: path, configuration: configuration)
        }
    }

    /// Reads what was committed before, with a single statement.
    func read<Value>(_ query: (Database) throws -> Value) throws -> Value {
        let turn = turn.wrappingAdd(1, ordering: .relaxed).newValue
        return try connections[Int(turn.magnitude % connections.count.magnitude)].unsafeRead(query)
    }

    /// Closes the file; calls that follow fail.
    func close() throws {
        for connection in connections { try connection.close() }
    }
}
