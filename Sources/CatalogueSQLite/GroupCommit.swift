// SPDX-License-Identifier: Apache-2.0

import GRDB
import Synchronization

/// Lets changes that come while another is being made durable share the next transaction, and so one sync.
///
/// A change that fails takes nothing of the others back: each has a savepoint of its own. Callers hear of a change when
/// the transaction with it is durable; when that can't be committed, every change in it has failed.
final class GroupCommit: Sendable {
    /// A change with its caller.
    private struct Change: Sendable {
        /// Makes the change, and gives what tells the caller of it once it is durable.
        let apply: @Sendable (Database) throws -> @Sendable () -> Void
        let fail: @Sendable (any Error) -> Void
    }

    private struct Line {
        var waiting: [Change] = []
        var isCommitting = false
    }

    private let pool: DatabasePool
    private let line = Mutex(Line())
    /// Changes in one transaction: the last of them must not keep the first from its answer for long.
    private static let maximumCount = 256

    /// Changes that are in no transaction yet, for tests.
    var waitingCount: Int { line.withLock { $0.waiting.count } }

    init(_ pool: DatabasePool) {
        self.pool = pool
    }

    /// Makes a change durable, in its turn.
    ///
    /// It is made though the caller's task be cancelled.
    func write<Value: Sendable>(_ change: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            enqueue(
                Change(
                    apply: { database in
                        let value = try change(database)
                        return { continuation.resume(returning: value) }
                    },
                    fail: { continuation.resume(throwing: $0) }))
        }
    }

    private func enqueue(_ change: Change) {
        let isFirst = line.withLock { line in
            line.waiting.append(change)
            defer { line.isCommitting = true }
            return !line.isCommitting
        }
        if isFirst { commitNext() }
    }

    private func commitNext() {
        pool.asyncWriteWithoutTransaction { [self] database in
            let changes = line.withLock { line in
                let changes = Array(line.waiting.prefix(Self.maximumCount))
                line.waiting.removeFirst(changes.count)
                return changes
            }
            Self.commit(changes, to: database)
            let hasMore = line.withLock { line in
                line.isCommitting = !line.waiting.isEmpty
                return line.isCommitting
            }
            if hasMore { commitNext() }
        }
    }

    private static func commit(_ changes: [Change], to database: Database) {
        var answers: [@Sendable () -> Void] = []
        do {
            try database.inTransaction(.immediate) {
                if changes.count == 1 {
                    // The transaction itself takes it back.
                    answers = [try changes[0].apply(database)]
                } else {
                    for change in changes { answers.append(try answer(to: change, in: database)) }
                }
                return .commit
            }
        } catch {
            // Also those that failed alone hear of it here: nothing has been told to anybody yet.
            answers = changes.map { change in { change.fail(error) } }
        }
        for answer in answers { answer() }
    }

    /// Makes one change of several; throws when the transaction is lost for all.
    private static func answer(to change: Change, in database: Database) throws -> @Sendable () -> Void {
        var answer: @Sendable () -> Void = {}
        do {
            try database.inSavepoint {
                answer = try change.apply(database)
                return .commit
            }
        } catch {
            // A full disk or a fault of it may have ended the transaction.
            guard database.isInsideTransaction else { throw error }
            answer = { change.fail(error) }
        }
        return answer
    }
}
