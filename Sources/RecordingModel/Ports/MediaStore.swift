// SPDX-License-Identifier: Apache-2.0

package import Media
package import NIOCore

/// Where recordings are kept.
package protocol MediaStore: Sendable {
    /// Opens a folder for one recording at `MediaPath(folder)` below the media folder, any text will do for its parts,
    /// and the recording's journal.
    func makeWriter(folder: [String], sessionID: String) -> any RecordingWriter

    /// The sessions of the recordings that have a journal: those that go on, and those that nobody ended.
    func unfinishedSessions() async throws(StorageFault) -> [String]
    /// The lines of a session's journal that are whole.
    func journal(ofSession sessionID: String) async throws(StorageFault) -> [ByteBuffer]
    /// Lets somebody look at what lies in a recording's folder, on a thread of the store.
    func examine<Value: Sendable>(
        folder: [String], _ look: @escaping @Sendable (any CutFolder) -> Value
    ) async throws(StorageFault) -> Value
    /// The same for who reads all of it: one after the other, and no faster than the recordings can bear.
    func readBack<Value: Sendable>(
        folder: [String], _ look: @escaping @Sendable (any CutFolder) -> Value
    ) async throws(StorageFault) -> Value
    /// Describes a complete file by reading it.
    func describe(_ name: String, inFolder folder: [String]) async throws(StorageFault) -> StoredFile
    /// Forgets a session's journal, and the provisional files that a crash left in its folder.
    func finish(sessionID: String, folder: [String]) async throws(StorageFault)
}

/// Carries out the file operations of one recording, one job at a time, in their order, off the caller's thread.
package protocol RecordingWriter: Sendable {
    /// Queues operations; `completion` is called on any thread with the files that got their names, once all is done,
    /// or with the fault.
    ///
    /// After a failure nothing more is written: the operations queued behind it fail too, with the same fault.
    func submit(
        _ operations: [FileOperation], completion: @escaping @Sendable (Result<[StoredFile], StorageFault>) -> Void)
}

/// A complete file as it lies in its recording's folder.
package struct StoredFile: Hashable, Sendable, Codable {
    package var name: String
    /// Bytes.
    package var size: Int64
    /// SHA-256 of the contents, 64 lower-case hexadecimal digits.
    package var sha256: String

    package init(name: String, size: Int64, sha256: String) {
        self.name = name
        self.size = size
        self.sha256 = sha256
    }
}

/// Why a file operation failed.
package struct StorageFault: Error, Hashable, Sendable {
    /// The system's error number (errno), 0 when the fault is not the system's.
    package var errorNumber: Int32
    /// What was being done, for the log.
    package var operation: String

    package init(errorNumber: Int32, operation: String) {
        self.errorNumber = errorNumber
        self.operation = operation
    }
}
