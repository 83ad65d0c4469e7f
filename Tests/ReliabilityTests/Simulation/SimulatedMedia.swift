// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingModel

/// What lies on the disk: it outlives the server.
final class SimulatedMedia: @unchecked Sendable {
    struct Folder: CutFolder {
        var files: [String: ByteBuffer] = [:]
        var unnamed: [String: ByteBuffer] = [:]
        var partCount = 0

        var names: Set<String> { Set(files.keys) }
        var parts: [String] {
            unnamed.keys.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
        }

        func open(_ name: String) -> (any ByteSource)? { files[name] ?? unnamed[name] }
    }

    /// By path.
    var folders: [String: Folder] = [:]
    /// By session.
    var journals: [String: [ByteBuffer]] = [:]

    /// The contents of a file below the media folder.
    func file(_ path: String) -> ByteBuffer? {
        let (folder, name) = Self.split(path)
        return folders[folder]?.files[name]
    }

    func remove(_ path: String) {
        let (folder, name) = Self.split(path)
        folders[folder]?.files[name] = nil
    }

    static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return ("", path) }
        return (String(path[..<slash]), String(path[path.index(after: slash)...]))
    }

    /// Stands for SHA-256, which would take the time that other seeds need (FNV-1a).
    static func digest(_ contents: ByteBuffer) -> String {
        let hash = unsafe contents.withUnsafeReadableBytes { bytes in
            unsafe bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0100_0000_01B3 }
        }
        return String(repeating: "0", count: 48) + String(format(hash).suffix(16))
    }

    private static func format(_ hash: UInt64) -> String {
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    static func described(_ name: String, _ contents: ByteBuffer) -> StoredFile {
        StoredFile(name: name, size: Int64(contents.readableBytes), sha256: digest(contents))
    }
}

/// Carries out one recording's operations as steps of a simulation; each may fail, and then all behind it do.
final class SimulatedWriter: RecordingWriter, @unchecked Sendable {
    private typealias Job = (
        operations: [FileOperation], completion: @Sendable (Result<[StoredFile], StorageFault>) -> Void
    )

    private let world: SimulatedWorld
    private let process: SimulatedProcess
    private let folder: String
    private let sessionID: String
    private var jobs: CircularBuffer<Job> = []
    private var current: String?
    private var fault: StorageFault?

    init(_ world: SimulatedWorld, _ process: SimulatedProcess, folder: String, sessionID: String) {
        self.world = world
        self.process = process
        self.folder = folder
        self.sessionID = sessionID
    }

    func submit(
        _ operations: [FileOperation], completion: @escaping @Sendable (Result<[StoredFile], StorageFault>) -> Void
    ) {
        jobs.append((operations, completion))
        if jobs.count == 1 { schedule() }
    }

    private func schedule() {
        let work = { [self] in if process.isAlive { carryOut() } }
        if world.chance(20) {
            process.scheduler.after(.milliseconds(10 + 10 * world.number(below: 100)), work)
        } else {
            process.scheduler.soon(work)
        }
    }

    private func carryOut() {
        guard let job = jobs.first else { return }
        var stored: [StoredFile] = []
        for operation in job.operations where fault == nil {
            if world.isDiskFull || world.chance(world.faults.disk) {
                fault = StorageFault(errorNumber: world.isDiskFull ? 28 : 5, operation: "write")
                world.trace("disk: a write of \(sessionID) fails")
                break
            }
            if let file = carryOut(operation) { stored.append(file) }
        }
        job.completion(fault.map { .failure($0) } ?? .success(stored))
        jobs.removeFirst()
        if !jobs.isEmpty { schedule() }
    }

    private func carryOut(_ operation: FileOperation) -> StoredFile? {
        var files = world.media.folders[folder] ?? SimulatedMedia.Folder()
        defer { world.media.folders[folder] = files }
        switch operation {
        case .open:
            let name = "\(files.partCount).part"
            files.partCount += 1
            files.unnamed[name] = ByteBuffer()
            current = name
        case .append(let bytes): change(&files) { $0.writeImmutableBuffer(bytes) }
        case .patch(let patches): change(&files) { Self.patch(&$0, patches) }
        case .adopt(let part, let length):
            current = part
            change(&files) { $0 = $0.getSlice(at: 0, length: Int(length)) ?? $0 }
        case .seal(let name, let patches):
            change(&files) { Self.patch(&$0, patches) }
            return named(name, take(&files), in: &files)
        case .assemble(let name, let pieces):
            let written = take(&files)
            var whole = ByteBuffer()
            for piece in pieces {
                switch piece {
                case .bytes(let bytes): whole.writeImmutableBuffer(bytes)
                case .written(let offset, let count):
                    whole.writeImmutableBuffer(written.getSlice(at: Int(offset), length: Int(count)) ?? ByteBuffer())
                }
            }
            return named(name, whole, in: &files)
        case .replace(let name, let contents): return named(name, contents, in: &files)
        case .journal(let line), .remark(let line): world.media.journals[sessionID, default: []].append(line)
        case .synchronize, .note: break
        }
        return nil
    }

    private func change(_ files: inout SimulatedMedia.Folder, _ work: (inout ByteBuffer) -> Void) {
        guard let current, files.unnamed[current] != nil else { return world.violated("no file is open") }
        var contents = files.unnamed[current] ?? ByteBuffer()
        work(&contents)
        files.unnamed[current] = contents
    }

    private func take(_ files: inout SimulatedMedia.Folder) -> ByteBuffer {
        defer { current = nil }
        return current.flatMap { files.unnamed.removeValue(forKey: $0) } ?? ByteBuffer()
    }

    private func named(
        _ name: String, _ contents: ByteBuffer, in files: inout SimulatedMedia.Folder
    ) -> StoredFile {
        files.files[name] = contents
        return SimulatedMedia.described(name, contents)
    }

    private static func patch(_ contents: inout ByteBuffer, _ patches: [Patch]) {
        for patch in patches { contents.setBuffer(patch.bytes, at: Int(patch.offset)) }
    }
}
