// SPDX-License-Identifier: Apache-2.0

import Glibc
package import Media
package import NIOCore
package import RecordingModel

// What a crash leaves: journals, and folders with provisional files.
extension FileStore {
    package func unfinishedSessions() async throws(StorageFault) -> [String] {
        let journals = journals
        return try await run("list journals") { (fileSystem, _) throws(StorageFault) in
            try fileSystem.names(inFolder: journals).filter { $0.hasSuffix(Self.journalSuffix) }
                .map { String($0.dropLast(Self.journalSuffix.count)) }.sorted()
        }
    }

    package func journal(ofSession sessionID: String) async throws(StorageFault) -> [ByteBuffer] {
        let path = "\(journals)/\(sessionID)\(Self.journalSuffix)"
        return try await run("read a journal") { (fileSystem, _) throws(StorageFault) in
            guard let file = try fileSystem.openToRead(path) else { return [] }
            return try file.readAll().readableBytesView.split(separator: UInt8(ascii: "\n")).map { ByteBuffer($0) }
        }
    }

    package func examine<Value: Sendable>(
        folder: [String], _ look: @escaping @Sendable (any CutFolder) -> Value
    ) async throws(StorageFault) -> Value {
        let location = MediaPath(folder).text
        return try await run("look at a folder") { (fileSystem, root) throws(StorageFault) in
            look(try DiskFolder(fileSystem: fileSystem, path: "\(root)/\(location)", pace: nil))
        }
    }

    package func readBack<Value: Sendable>(
        folder: [String], _ look: @escaping @Sendable (any CutFolder) -> Value
    ) async throws(StorageFault) -> Value {
        let location = MediaPath(folder).text
        let pace = Pace(bytesPerSecond: Self.readBackRate)
        return try await run("read a folder back", on: readBackThread) { (fileSystem, root) throws(StorageFault) in
            look(try DiskFolder(fileSystem: fileSystem, path: "\(root)/\(location)", pace: pace))
        }
    }

    /// A core hashes some 300 MiB a second; what records must hardly notice.
    private static var readBackRate: Double { 64 * 1_024 * 1_024 }

    package func describe(_ name: String, inFolder folder: [String]) async throws(StorageFault) -> StoredFile {
        let path = MediaPath(folder).text(ofFile: name)
        return try await run("read a file") { (fileSystem, root) throws(StorageFault) in
            guard let file = try fileSystem.openToRead("\(root)/\(path)") else {
                throw StorageFault(errorNumber: ENOENT, operation: "read \(path)")
            }
            let checksum = try Checksum(of: file)
            return StoredFile(name: name, size: checksum.size, sha256: checksum.sha256)
        }
    }

    package func finish(sessionID: String, folder: [String]) async throws(StorageFault) {
        let (journal, location) = ("\(journals)/\(sessionID)\(Self.journalSuffix)", MediaPath(folder).text)
        try await run("finish a recording") { (fileSystem, root) throws(StorageFault) in
            let path = "\(root)/\(location)"
            let parts = try fileSystem.names(inFolder: path).filter { $0.hasSuffix(".part") }
            for part in parts { try fileSystem.removeFile("\(path)/\(part)") }
            if !parts.isEmpty { try fileSystem.synchronizeFolder(path) }
            // Last: as long as it is there, the recording is looked at again. If this isn't durable, that does no harm.
            try fileSystem.removeFile(journal)
        }
    }
}

/// A recording's folder as a crash left it.
private struct DiskFolder: CutFolder {
    let names: Set<String>
    let parts: [String]
    private let fileSystem: FileSystem
    private let path: String
    private let pace: Pace?

    init(fileSystem: FileSystem, path: String, pace: Pace?) throws(StorageFault) {
        self.fileSystem = fileSystem
        self.path = path
        self.pace = pace
        let all = try fileSystem.names(inFolder: path)
        let numbers = all.compactMap { $0.hasSuffix(".part") ? Int($0.dropLast(".part".count)) : nil }
        parts = numbers.sorted().map { "\($0).part" }
        names = Set(all).subtracting(parts)
    }

    func open(_ name: String) -> (any ByteSource)? {
        guard let file = try? fileSystem.openToRead("\(path)/\(name)") else { return nil }
        return try? DiskFile(file, pace: pace, isProvisional: !names.contains(name))
    }
}

/// A file of which nothing is kept in memory.
private final class DiskFile: ByteSource {
    let byteCount: Int64
    private let file: FileDescriptor
    private let pace: Pace?

    init(_ file: consuming FileDescriptor, pace: Pace?, isProvisional: Bool) throws(StorageFault) {
        self.pace = pace
        let length = try file.seekToEnd()
        byteCount = isProvisional ? try file.lengthBeforeHole(of: length) : length
        self.file = file
    }

    func read(at offset: Int64, count: Int) -> ByteBuffer? {
        pace?.spend(count)
        return try? file.read(count, at: offset)
    }
}

extension FileDescriptor {
    /// Where the first page begins to be missing that a cut of the power kept from the disk though later ones are there.
    ///
    /// Such a page is zero from somewhere to its end, as few coded pictures or sounds are. Looked at is what may not have
    /// been synced, so the end; the first bytes of a file are left out, where containers keep room for what comes last,
    /// and so are files of MPEG audio: there silence may be zeros, and a frame that is missing shows by its header.
    fileprivate borrowing func lengthBeforeHole(of length: Int64) throws(StorageFault) -> Int64 {
        guard try read(2, at: 0)?.getInteger(at: 0, as: UInt16.self).map({ $0 >> 5 == 0x7FF }) != true else {
            return length
        }
        let (page, first, last): (Int64, Int64, Int64) = (4_096, 32 << 10, 16 << 20)
        var end = max(first, (length - last) / page * page) + page
        while end < length {
            let zeros = 64
            guard let tail = try read(zeros, at: end - Int64(zeros)) else { return length }
            if tail.readableBytesView.allSatisfy({ $0 == 0 }) {
                let whole = try read(Int(page), at: end - page)?.readableBytesView ?? []
                let data = whole.lastIndex { $0 != 0 }.map { whole.distance(from: whole.startIndex, to: $0) + 1 } ?? 0
                return end - page + Int64(data)
            }
            end += page
        }
        return length
    }
}
