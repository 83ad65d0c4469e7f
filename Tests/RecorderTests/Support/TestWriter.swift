// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingModel
import Synchronization

/// A writer that keeps what it is told to write, and is done with it at once or when the test says so.
final class TestWriter: RecordingWriter {
    private typealias Completion = @Sendable (Result<[StoredFile], StorageFault>) -> Void

    private struct State {
        var jobs: [[FileOperation]] = []
        var waiting: [(files: [StoredFile], completion: Completion)] = []
        var fault: StorageFault?
    }

    private let completesAtOnce: Bool
    private let state = Mutex(State())

    init(completesAtOnce: Bool = false) {
        self.completesAtOnce = completesAtOnce
    }

    /// What was submitted, a job each.
    var jobs: [[FileOperation]] { state.withLock { $0.jobs } }

    /// Jobs that have not been completed.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// `open`, `append 17`, `seal a.flv`, `replace index.m3u8` of all jobs, without what the journal gets.
    var log: [String] { jobs.joined().map(\.summary).filter { $0 != "journal" } }

    /// The lines of the journal.
    var journal: [ByteBuffer] {
        jobs.joined().compactMap { operation in
            switch operation {
            case .journal(let line), .remark(let line): line
            case _: nil
            }
        }
    }

    /// The files that jobs which were completed have given names.
    var files: [StoredFile] {
        let waiting = waitingCount
        return jobs.dropLast(waiting).joined().compactMap(\.storedFile)
    }

    func submit(
        _ operations: [FileOperation], completion: @escaping @Sendable (Result<[StoredFile], StorageFault>) -> Void
    ) {
        state.withLock { state in
            state.jobs.append(operations)
            state.waiting.append((operations.compactMap(\.storedFile), completion))
        }
        if completesAtOnce { complete() }
    }

    /// Completes the oldest job; those behind a failure fail with the same fault.
    func complete(_ fault: StorageFault? = nil) {
        let (job, fault) = state.withLock { state in
            state.fault = state.fault ?? fault
            return (state.waiting.isEmpty ? nil : state.waiting.removeFirst(), state.fault)
        }
        guard let job else { return }
        job.completion(fault.map { .failure($0) } ?? .success(job.files))
    }
}

extension [FileOperation] {
    /// Bytes that these operations write.
    var byteCount: Int { reduce(0) { $0 + $1.byteCount } }
}

extension FileOperation {
    fileprivate var byteCount: Int {
        switch self {
        case .open, .seal, .assemble, .adopt, .synchronize, .note, .journal, .remark: 0
        case .append(let bytes), .replace(_, let bytes): bytes.readableBytes
        case .patch(let patches): patches.reduce(0) { $0 + $1.bytes.readableBytes }
        }
    }

    fileprivate var storedFile: StoredFile? {
        switch self {
        case .open, .append, .patch, .adopt, .synchronize, .note, .journal, .remark: nil
        case .seal(let name, _), .assemble(let name, _): StoredFile(name: name, size: 0, sha256: "sealed")
        case .replace(let name, let contents):
            StoredFile(name: name, size: Int64(contents.readableBytes), sha256: "replaced")
        }
    }

    fileprivate var summary: String {
        switch self {
        case .open: "open"
        case .append(let bytes): "append \(bytes.readableBytes)"
        case .patch(let patches): "patch \(patches.count)"
        case .seal(let name, _): "seal \(name)"
        case .assemble(let name, _): "assemble \(name)"
        case .replace(let name, _): "replace \(name)"
        case .adopt(let part, let length): "adopt \(part) \(length)"
        case .synchronize: "synchronize"
        case .note: "note"
        case .journal, .remark: "journal"
        }
    }
}
