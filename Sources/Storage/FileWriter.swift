// SPDX-License-Identifier: Apache-2.0

package import Media
import NIOCore
import NIOPosix
package import RecordingModel
import Synchronization

/// Writes the files of one recording on the store's threads: one job in flight, the others in line behind it.
///
/// Its open file is closed with it, and stays as `<n>.part`.
package final class FileWriter: RecordingWriter {
    private struct Job {
        var operations: [FileOperation]
        var completion: @Sendable (Result<[StoredFile], StorageFault>) -> Void
    }

    private struct Line {
        var jobs = CircularBuffer<Job>()
        var isMoving = false
    }

    private let store: FileStore
    private var threads: StorageThreads { store.threads }
    private let line = Mutex(Line())
    /// Only the job in flight takes this lock: it proves to the compiler what the line sees to.
    private let folder: Mutex<RecordingFolder>
    /// Whether the store knows of an open file.
    private let isNoted = Mutex(false)

    init(store: FileStore, folder: consuming sending RecordingFolder) {
        self.store = store
        self.folder = Mutex(folder)
    }

    /// Queues operations; `completion` is called on a thread of the store, or at once after its shutdown.
    package func submit(
        _ operations: [FileOperation], completion: @escaping @Sendable (Result<[StoredFile], StorageFault>) -> Void
    ) {
        guard threads.begin() else {
            return completion(.failure(StorageFault(errorNumber: 0, operation: "write after the store's shutdown")))
        }
        let starts = line.withLock { line in
            line.jobs.append(Job(operations: operations, completion: completion))
            defer { line.isMoving = true }
            return !line.isMoving
        }
        if starts { threads.run { self.carryOutFirst() } }
    }

    /// Carries out one job; when that has been told the next goes to the back of the threads' queue, so that no recording
    /// holds up the others.
    private func carryOutFirst() {
        guard let job = line.withLock({ $0.jobs.popFirst() }) else { return }
        let (outcome, isOpen) = folder.withLock { (Self.carryOut(job.operations, in: &$0), $0.mark != nil) }
        note(isOpen: isOpen)
        if case .success = outcome { store.count(job.operations) }
        job.completion(outcome)
        threads.end()
        let goesOn = line.withLock { line in
            line.isMoving = !line.jobs.isEmpty
            return line.isMoving
        }
        if goesOn { threads.run { self.carryOutFirst() } }
    }

    /// Lets the store know of an open file, whose bytes have to be made durable.
    private func note(isOpen: Bool) {
        let wasOpen = isNoted.withLock { isNoted in
            defer { isNoted = isOpen }
            return isNoted
        }
        guard isOpen != wasOpen else { return }
        store.openWriters.withLock { $0[ObjectIdentifier(self)] = isOpen ? .init(writer: self) : nil }
    }

    /// How far the open file has been written; nil without one, or while a job is carried out.
    var mark: FileStore.Mark? { folder.withLockIfAvailable { $0.mark } ?? nil }

    /// Notes that what was written up to a mark is durable; it may as well stay unnoted.
    func isDurable(_ mark: FileStore.Mark) {
        folder.withLockIfAvailable { $0.isDurable(mark) }
    }

    deinit {
        store.openWriters.withLock { $0[ObjectIdentifier(self)] = nil }
    }

    private static func carryOut(
        _ operations: [FileOperation], in folder: inout RecordingFolder
    ) -> Result<[StoredFile], StorageFault> {
        do throws(StorageFault) {
            return .success(try folder.carryOut(operations))
        } catch {
            return .failure(error)
        }
    }
}
