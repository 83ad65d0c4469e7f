// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingModel
import RecordingTesting

/// The disk as one process sees it.
struct SimulatedStore: MediaStore {
    let world: SimulatedWorld
    let process: SimulatedProcess

    func makeWriter(folder: [String], sessionID: String) -> any RecordingWriter {
        SimulatedWriter(world, process, folder: MediaPath(folder).text, sessionID: sessionID)
    }

    func unfinishedSessions() async throws(StorageFault) -> [String] {
        try await call("list") { $0.journals.keys.sorted() }
    }

    func journal(ofSession sessionID: String) async throws(StorageFault) -> [ByteBuffer] {
        try await call("read a journal") { $0.journals[sessionID] ?? [] }
    }

    func examine<Value: Sendable>(
        folder: [String], _ look: @escaping @Sendable (any CutFolder) -> Value
    ) async throws(StorageFault) -> Value {
        try await call("look") { look($0.folders[MediaPath(folder).text] ?? SimulatedMedia.Folder()) }
    }

    func readBack<Value: Sendable>(
        folder: [String], _ look: @escaping @Sendable (any CutFolder) -> Value
    ) async throws(StorageFault) -> Value {
        try await examine(folder: folder, look)
    }

    func describe(_ name: String, inFolder folder: [String]) async throws(StorageFault) -> StoredFile {
        let contents = try await call("describe") { $0.file(MediaPath(folder).text(ofFile: name)) }
        guard let contents else { throw StorageFault(errorNumber: 2, operation: "describe \(name)") }
        return SimulatedMedia.described(name, contents)
    }

    func finish(sessionID: String, folder: [String]) async throws(StorageFault) {
        try await call("finish") { media in
            media.folders[MediaPath(folder).text]?.unnamed = [:]
            media.journals[sessionID] = nil
        }
        world.trace("disk: \(sessionID) is finished")
    }

    /// Does something on the disk, unless it fails.
    private func call<Value>(
        _ operation: String, _ work: (SimulatedMedia) -> Value
    ) async throws(StorageFault) -> Value {
        await process.pause(upTo: .milliseconds(300))
        await process.stayAlive()
        if world.chance(world.faults.disk) { throw StorageFault(errorNumber: 5, operation: operation) }
        return work(world.media)
    }
}

extension SimulatedStore: MediaFiles, LocalCopies {
    func attach(_ contents: ByteBuffer, named name: String, to file: RecordedFile) {}
    func detach(_ name: String, from file: RecordedFile) {}

    func remove(_ file: RecordedFile) async throws(StorageFault) {
        try await call("remove") { _ in }
        await world.catalogue.perform { [world, process] in
            guard process.isAlive else { return }
            world.removing(file, $0)
            world.media.remove(file.path)
            if file.format == .hls { world.media.folders[SimulatedMedia.split(file.path).folder]?.files = [:] }
        }
        await process.stayAlive()
        world.trace("disk: \(file.id) is removed")
    }

    func removeCopies(_ paths: [String]) async throws(StorageFault) {
        for path in paths {
            try await call("remove a copy") { media in
                if let contents = media.file(path) { world.removingCopy(path, contents) }
                media.remove(path)
            }
        }
        world.trace("disk: copies are removed: \(paths.count)")
    }
}

/// How much room there is, by the simulation's will.
struct SimulatedSpace: DiskSpace {
    let world: SimulatedWorld

    var state: DiskState { world.isDiskFull ? .critical : .enough }
    var freeBytes: Int64 { world.isDiskFull ? 0 : 1 << 40 }
}
