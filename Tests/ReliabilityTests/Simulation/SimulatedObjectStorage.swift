// SPDX-License-Identifier: Apache-2.0

import NIOCore
import RecordingModel

/// A store whose objects outlive the server.
struct SimulatedObjectStorage: ObjectStorage {
    let world: SimulatedWorld
    let process: SimulatedProcess

    func upload(
        _ object: UploadObject, noteMultipart: @Sendable (String?) async throws -> Void
    ) async throws(UploadFault) {
        try await request()
        guard let contents = world.media.file(object.path), SimulatedMedia.digest(contents) == object.sha256 else {
            world.trace("store: \(object.path) is not what was noted")
            throw UploadFault(.source, "not what was noted")
        }
        let isInParts = object.multipartID != nil || object.size % 3 == 0
        do {
            if isInParts, object.multipartID == nil { try await noteMultipart("parts of \(object.sequence)") }
        } catch { throw UploadFault(.unavailable, "\(error)") }
        await process.pause()
        try await request()
        world.stored(object, contents)
        // The store has it, and nobody learns of it.
        try await request()
        do {
            if isInParts { try await noteMultipart(nil) }
        } catch { throw UploadFault(.unavailable, "\(error)") }
    }

    func delete(_ object: UploadObject) async throws(UploadFault) {
        try await request()
        world.bucket[object.address] = nil
        world.trace("store: delete \(object.id.name)")
        try await request()
    }

    private func request() async throws(UploadFault) {
        await process.pause(upTo: .seconds(3))
        await process.stayAlive()
        if world.faults.isStoreDown {
            await process.wait(.seconds(1))
            throw UploadFault(.unavailable, "down")
        }
        guard world.chance(world.faults.store) else { return }
        let kinds: [UploadFault.Kind] = [.unavailable, .unavailable, .corrupt, .credentials]
        throw UploadFault(kinds[world.number(below: kinds.count)], "by chance")
    }
}
