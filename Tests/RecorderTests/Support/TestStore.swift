// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import Recorder
import RecordingModel
import Synchronization

/// A store in memory whose writers are done at once, or when the test says so.
final class TestStore: MediaStore {
    private struct State {
        var writers: [(folder: [String], sessionID: String, writer: TestWriter)] = []
        var completesAtOnce = true
        var finished: Set<String> = []
    }

    private let state = Mutex(State())

    var writers: [TestWriter] { state.withLock { $0.writers.map(\.writer) } }

    /// Lets writes wait from now on.
    func holdWrites() {
        state.withLock { $0.completesAtOnce = false }
    }

    func makeWriter(folder: [String], sessionID: String) -> any RecordingWriter {
        state.withLock { state in
            let writer = TestWriter(completesAtOnce: state.completesAtOnce)
            state.writers.append((folder, sessionID, writer))
            return writer
        }
    }

    /// The sessions that were begun and not finished.
    func unfinishedSessions() -> [String] {
        state.withLock { state in
            let begun = state.writers.filter { !$0.writer.journal.isEmpty }.map(\.sessionID)
            return Set(begun).subtracting(state.finished).sorted()
        }
    }

    func journal(ofSession sessionID: String) -> [ByteBuffer] {
        state.withLock { $0.writers.filter { $0.sessionID == sessionID }.flatMap(\.writer.journal) }
    }

    func examine<Value: Sendable>(
        folder: [String], _ look: @Sendable (any CutFolder) -> Value
    ) -> Value {
        let writers = state.withLock { $0.writers.filter { $0.folder == folder } }
        return look(TestFolder(jobs: writers.flatMap(\.writer.jobs)))
    }

    func readBack<Value: Sendable>(
        folder: [String], _ look: @Sendable (any CutFolder) -> Value
    ) -> Value {
        examine(folder: folder, look)
    }

    func describe(_ name: String, inFolder folder: [String]) throws(StorageFault) -> StoredFile {
        let writers = state.withLock { $0.writers.filter { $0.folder == folder } }
        guard let file = writers.flatMap({ $0.writer.files }).last(where: { $0.name == name }) else {
            throw StorageFault(errorNumber: 2, operation: "describe \(name)")
        }
        return file
    }

    func finish(sessionID: String, folder: [String]) {
        state.withLock { _ = $0.finished.insert(sessionID) }
    }
}

/// What jobs left in a recording's folder.
struct TestFolder: CutFolder {
    private var files: [String: ByteBuffer] = [:]
    private var open: ByteBuffer?

    init(jobs: [[FileOperation]]) {
        for operation in jobs.joined() { carryOut(operation) }
    }

    var names: Set<String> { Set(files.keys) }
    var parts: [String] { open == nil ? [] : ["0.part"] }

    func open(_ name: String) -> (any ByteSource)? { files[name] ?? (name == "0.part" ? open : nil) }

    private mutating func carryOut(_ operation: FileOperation) {
        switch operation {
        case .open: open = ByteBuffer()
        case .append(let bytes): open?.writeImmutableBuffer(bytes)
        case .patch(let patches): patch(patches)
        case .adopt(part: _, let length):
            open = open?.getSlice(at: 0, length: Int(length))
        case .seal(let name, let patches):
            patch(patches)
            (files[name], open) = (open, nil)
        case .assemble(let name, let pieces):
            var whole = ByteBuffer()
            for piece in pieces {
                switch piece {
                case .bytes(let bytes): whole.writeImmutableBuffer(bytes)
                case .written(let offset, let count):
                    whole.writeImmutableBuffer(open?.getSlice(at: Int(offset), length: Int(count)) ?? ByteBuffer())
                }
            }
            (files[name], open) = (whole, nil)
        case .replace(let name, let contents): files[name] = contents
        case .journal, .remark, .note, .synchronize: break
        }
    }

    private mutating func patch(_ patches: [Patch]) {
        for patch in patches { open?.setBuffer(patch.bytes, at: Int(patch.offset)) }
    }
}
