// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
package import RecordingModel
import Synchronization

/// Keeps recordings in a folder of this machine, and their journals in another.
///
/// What is called done is on the disk: files are synced before they get their names, and folders after.
package final class FileStore: MediaStore {
    /// The media folder, without a slash at its end.
    package let root: String
    let journals: String
    let fileSystem: FileSystem
    /// The media folder itself, which stays open: what has gone wrong on its disk is told to who has had it open.
    let media: FileDescriptor
    let threads: StorageThreads
    /// Waits for what all recordings have written.
    let syncThread = StorageThreads(count: 1)
    /// Reads complete files again, one after the other.
    let readBackThread = StorageThreads(count: 1)
    /// Those with an open file.
    let openWriters = Mutex<[ObjectIdentifier: OpenWriter]>([:])
    /// Bytes that recordings have appended since the start.
    let written = Mutex<Int64>(0)

    /// Opens a media folder and one for journals, and makes them when there are none; the folders above must exist.
    ///
    /// - Parameters:
    ///   - root: the path of the media folder.
    ///   - journals: the path of the folder of the journals.
    ///   - calls: what is asked for all that concerns files.
    ///   - threadCount: how many writes may wait for the disk at once.
    /// - Throws: a `StorageFault` when a folder can't be made.
    package init(
        root: String, journals: String, calls: any SystemCalls = Kernel(), threadCount: Int = 4
    ) throws(StorageFault) {
        self.root = root.count > 1 && root.hasSuffix("/") ? String(root.dropLast()) : root
        self.journals = journals
        fileSystem = FileSystem(calls: calls)
        for folder in [self.root, journals] {
            try fileSystem.makeFolder(folder)
            try fileSystem.synchronizeFolder("\(folder)/..")
        }
        media = try fileSystem.openFolder(self.root)
        threads = StorageThreads(count: threadCount)
    }

    /// Opens a folder for one recording at `MediaPath(folder)` below the root; any text will do for its parts.
    ///
    /// Nothing is on the disk until the first file or note is.
    package func makeWriter(folder: [String], sessionID: String) -> any RecordingWriter {
        FileWriter(
            store: self,
            folder: RecordingFolder(
                fileSystem: fileSystem, root: root, location: MediaPath(folder), journal: journal(of: sessionID)))
    }

    func journal(of sessionID: String) -> JournalFile {
        JournalFile(fileSystem: fileSystem, folder: journals, name: sessionID + Self.journalSuffix)
    }

    /// Bytes that recordings have appended since the start.
    package var bytesWritten: Int64 { written.withLock { $0 } }

    /// Counts what a job has appended.
    func count(_ operations: [FileOperation]) {
        let bytes = operations.reduce(0 as Int64) { sum, operation in
            if case .append(let bytes) = operation { sum + Int64(bytes.readableBytes) } else { sum }
        }
        written.withLock { $0 += bytes }
    }

    static let journalSuffix = ".journal"

    /// Does something on one of the store's threads.
    func run<Value: Sendable>(
        _ operation: String, on others: StorageThreads? = nil,
        _ work: @escaping @Sendable (FileSystem, _ root: String) throws(StorageFault) -> Value
    ) async throws(StorageFault) -> Value {
        let threads = others ?? self.threads
        guard threads.begin() else {
            throw StorageFault(errorNumber: 0, operation: "\(operation) after the store's shutdown")
        }
        let (root, fileSystem) = (root, fileSystem)
        let result: Result<Value, StorageFault> = await withCheckedContinuation { continuation in
            threads.run {
                do throws(StorageFault) {
                    continuation.resume(returning: .success(try work(fileSystem, root)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
                threads.end()
            }
        }
        return try result.get()
    }

    /// Waits for every write that was submitted, then stops; writes submitted later fail.
    package func shutdown() async {
        await threads.shutdown()
        await readBackThread.shutdown()
        await syncThread.shutdown()
    }
}
