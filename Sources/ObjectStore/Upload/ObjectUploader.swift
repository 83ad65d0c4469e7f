// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import NIOCore
package import RecordingModel

/// Brings files into a bucket and makes sure of what is there.
///
/// A file is read a part at a time, which is all of it that is in memory. Its SHA-256 is computed as it is sent and
/// has to be the one that was noted: what has changed on the disk meanwhile never becomes an object.
package struct ObjectUploader: ObjectStorage {
    private let client: S3Client
    private let root: String
    private let partSize: Int64

    /// An uploader of files below a folder.
    ///
    /// - Parameters:
    ///   - client: speaks with the store.
    ///   - root: the folder.
    ///   - partSize: bytes; a larger file is uploaded in parts of at least this size, 5 MiB or more.
    package init(client: S3Client, root: String, partSize: Int64 = 8 << 20) {
        self.client = client
        self.root = root
        self.partSize = partSize
    }

    package func upload(
        _ object: UploadObject, noteMultipart: @Sendable (String?) async throws -> Void
    ) async throws(UploadFault) {
        let file = LocalFile(path: "\(root)/\(object.path)")
        guard try await file.size() == object.size else { throw changed(object) }
        if object.size <= partSize {
            let bytes = try await file.read(at: 0, count: Int(object.size))
            guard SHA256.digest(of: bytes).hexadecimal == object.sha256 else { throw changed(object) }
            try await client.put(bytes, sha256: object.sha256, to: object.address, type: type(of: object))
            let tag = Insecure.MD5.digest(of: bytes).hexadecimal
            try await verify(object, entityTag: tag)
        } else {
            try await uploadInParts(object, of: file, noteMultipart: noteMultipart)
        }
    }

    package func delete(_ object: UploadObject) async throws(UploadFault) {
        if let multipartID = object.multipartID {
            try await client.abortMultipart(object.address, in: multipartID)
        }
        try await client.delete(object.address)
    }

    private func uploadInParts(
        _ object: UploadObject, of file: LocalFile, noteMultipart: (String?) async throws -> Void
    ) async throws(UploadFault) {
        let (multipartID, there) = try await multipart(object, noteMultipart)
        var hash = SHA256()
        var tags = Data()
        var parts: [S3Part] = []
        for (index, range) in PartPlan(size: object.size, partSize: partSize).ranges.enumerated() {
            let bytes = try await file.read(at: range.lowerBound, count: range.count)
            guard bytes.readableBytes == range.count else { throw changed(object) }
            hash.update(bytes)
            let md5 = Data(Insecure.MD5.digest(of: bytes))
            tags.append(md5)
            var part = S3Part(number: index + 1, entityTag: md5.hexadecimal, size: Int64(range.count))
            // What an earlier attempt has brought there needs not be sent again.
            if there[part.number] != part {
                part.entityTag = try await client.putPart(
                    bytes, number: part.number, md5: md5, of: object.address, in: multipartID)
            }
            parts.append(part)
        }
        guard hash.finalize().hexadecimal == object.sha256 else {
            try await client.abortMultipart(object.address, in: multipartID)
            try await note(noteMultipart, nil)
            throw changed(object)
        }
        try await client.completeMultipart(object.address, in: multipartID, parts: parts)
        try await note(noteMultipart, nil)
        let tag = Insecure.MD5.hash(data: tags).hexadecimal + "-\(parts.count)"
        try await verify(object, entityTag: tag)
    }

    /// The upload of an earlier attempt with the parts that are there, or a new one.
    private func multipart(
        _ object: UploadObject, _ noteMultipart: (String?) async throws -> Void
    ) async throws(UploadFault) -> (id: String, parts: [Int: S3Part]) {
        if let id = object.multipartID, let parts = try await client.parts(of: object.address, in: id) {
            return (id, parts)
        }
        let id = try await client.beginMultipart(object.address, type: type(of: object))
        try await note(noteMultipart, id)
        return (id, [:])
    }

    private func note(_ noteMultipart: (String?) async throws -> Void, _ id: String?) async throws(UploadFault) {
        do { try await noteMultipart(id) } catch { throw UploadFault(.unavailable, "catalogue: \(error)") }
    }

    /// Compares what the store has: by its own SHA-256 of the whole or its MD5 of what it was sent, and where it has
    /// neither by reading the object back.
    private func verify(_ object: UploadObject, entityTag: String) async throws(UploadFault) {
        guard let facts = try await client.facts(of: object.address) else {
            throw UploadFault(.corrupt, "\(object.address) is not there after its upload")
        }
        guard facts.size == object.size else {
            throw UploadFault(.corrupt, "\(object.address) has \(facts.size) bytes of \(object.size)")
        }
        if let sha256 = facts.sha256 {
            guard sha256 == object.sha256 else { throw UploadFault(.corrupt, "\(object.address) has another SHA-256") }
            return
        }
        // The tag of an encrypted object is no MD5, so another one proves nothing.
        if facts.entityTag == entityTag { return }
        var hash = SHA256()
        for range in PartPlan(size: object.size, partSize: partSize).ranges {
            hash.update(try await client.bytes(range, of: object.address))
        }
        guard hash.finalize().hexadecimal == object.sha256 else {
            throw UploadFault(.corrupt, "\(object.address) reads back with another SHA-256")
        }
    }

    private func type(of object: UploadObject) -> String { MediaType.type(ofFile: object.id.name) }

    private func changed(_ object: UploadObject) -> UploadFault {
        UploadFault(.source, "\(object.path) is not what was noted")
    }
}
