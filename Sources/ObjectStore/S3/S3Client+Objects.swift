// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import NIOHTTP1
import RecordingModel

/// What the store says of an object without handing it out.
struct S3ObjectFacts: Hashable {
    var size: Int64
    var entityTag: String
    /// Hexadecimal, where the store has it for the whole object.
    var sha256: String?
}

// Single objects (Amazon S3 API Reference: PutObject, HeadObject, GetObject, DeleteObject).
extension S3Client {
    /// Stores an object whose body has this SHA-256.
    func put(
        _ body: ByteBuffer, sha256: String, to object: ObjectAddress, type: String
    ) async throws(UploadFault) {
        var request = S3Request(method: .PUT, object: object, body: body, bodySHA256: sha256)
        request.headers = [
            ("content-type", type), ("x-amz-checksum-sha256", Data(hexadecimal: sha256).base64EncodedString()),
        ]
        // A playlist that grows must be asked for anew each time.
        if type == MediaType.playlist { request.headers.append(("cache-control", "no-cache")) }
        _ = try await send(request)
    }

    /// What the store has at an address; nil for nothing.
    func facts(of object: ObjectAddress) async throws(UploadFault) -> S3ObjectFacts? {
        var request = S3Request(method: .HEAD, object: object)
        request.headers = [("x-amz-checksum-mode", "ENABLED")]
        let answer: S3Answer
        do {
            answer = try await send(request)
        } catch {
            if error.kind == .refused, error.reason.hasSuffix("status 404") { return nil }
            throw error
        }
        guard let size = answer.headers.first(name: "Content-Length").flatMap({ Int64($0) }) else {
            throw UploadFault(.unavailable, "HEAD \(object): no length")
        }
        // A checksum of checksums, of an upload in parts, ends with their number.
        let checksum = answer.tag("x-amz-checksum-sha256").flatMap { $0.contains("-") ? nil : Data(base64Encoded: $0) }
        return S3ObjectFacts(size: size, entityTag: answer.tag("ETag") ?? "", sha256: checksum?.hexadecimal)
    }

    /// Bytes of an object.
    func bytes(_ range: Range<Int64>, of object: ObjectAddress) async throws(UploadFault) -> ByteBuffer {
        var request = S3Request(method: .GET, object: object)
        request.headers = [("range", "bytes=\(range.lowerBound)-\(range.upperBound - 1)")]
        request.answerLimit = range.count
        let body = try await send(request).body
        guard body.readableBytes == range.count else {
            throw UploadFault(.unavailable, "GET \(object): \(body.readableBytes) bytes of \(range.count)")
        }
        return body
    }

    /// Deletes an object; the store answers the same when there is none.
    func delete(_ object: ObjectAddress) async throws(UploadFault) {
        _ = try await send(S3Request(method: .DELETE, object: object))
    }
}

extension Data {
    /// Of pairs of hexadecimal digits; what is none is left out.
    init(hexadecimal text: String) {
        let digits = text.utf8.compactMap { UInt8(String(UnicodeScalar($0)), radix: 16) }
        self.init(stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] })
    }
}
