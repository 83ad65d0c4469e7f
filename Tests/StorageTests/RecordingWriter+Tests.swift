// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingModel
import Storage

extension RecordingWriter {
    /// Submits operations and waits for their completion.
    func carryOut(_ operations: [FileOperation]) async -> Result<[StoredFile], StorageFault> {
        await withCheckedContinuation { continuation in
            submit(operations) { continuation.resume(returning: $0) }
        }
    }

    /// Carries operations out that should succeed.
    @discardableResult
    func write(_ operations: [FileOperation]) async throws -> [StoredFile] {
        try await carryOut(operations).get()
    }

    /// Carries operations out that should fail.
    func fault(_ operations: [FileOperation]) async -> StorageFault? {
        switch await carryOut(operations) {
        case .success: nil
        case .failure(let fault): fault
        }
    }
}

extension FileOperation {
    static func append(_ text: String) -> FileOperation { .append(ByteBuffer(string: text)) }
    static func seal(_ name: String) -> FileOperation { .seal(name: name, patches: []) }
    static func replace(_ name: String, _ text: String) -> FileOperation {
        .replace(name: name, contents: ByteBuffer(string: text))
    }
}

extension FileStore {
    /// A store whose journals lie beside its media folder.
    convenience init(root: String, calls: any SystemCalls = Kernel()) throws {
        try self.init(root: root, journals: root + "/.journals", calls: calls)
    }

    /// A writer whose session is called as its folder.
    func makeWriter(folder: [String]) -> any RecordingWriter {
        makeWriter(folder: folder, sessionID: folder.joined(separator: "-"))
    }
}
