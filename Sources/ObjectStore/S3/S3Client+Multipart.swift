// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import NIOCore
import NIOHTTP1
import RecordingModel

/// A part that the store has.
struct S3Part: Hashable {
    /// 1 to 10,000.
    var number: Int
    var entityTag: String
    var size: Int64
}

// Objects in parts (Amazon S3 API Reference: CreateMultipartUpload, UploadPart, ListParts, CompleteMultipartUpload,
// AbortMultipartUpload).
extension S3Client {
    /// Begins an upload.
    /// - Returns: the store's name for it.
    func beginMultipart(_ object: ObjectAddress, type: String) async throws(UploadFault) -> String {
        var request = S3Request(method: .POST, object: object, query: [("uploads", "")])
        request.headers = [("content-type", type)]
        guard let id = try await send(request).xml.first("UploadId"), !id.isEmpty else {
            throw UploadFault(.unavailable, "POST \(object): no UploadId")
        }
        return id
    }

    /// Stores a part.
    /// - Returns: its entity tag.
    func putPart(
        _ body: ByteBuffer, number: Int, md5: Data, of object: ObjectAddress, in multipartID: String
    ) async throws(UploadFault) -> String {
        var request = S3Request(
            method: .PUT, object: object,
            query: [("partNumber", String(number)), ("uploadId", multipartID)], body: body)
        request.headers = [("content-md5", md5.base64EncodedString())]
        guard let tag = try await send(request).tag("ETag") else {
            throw UploadFault(.unavailable, "PUT \(object): no ETag for part \(number)")
        }
        return tag
    }

    /// The parts that the store has, by their numbers; nil when it knows of no such upload.
    func parts(of object: ObjectAddress, in multipartID: String) async throws(UploadFault) -> [Int: S3Part]? {
        var parts: [Int: S3Part] = [:]
        var marker = 0
        while true {
            var query = [("uploadId", multipartID)]
            if marker > 0 { query.append(("part-number-marker", String(marker))) }
            let xml: XMLText
            do {
                xml = try await send(S3Request(method: .GET, object: object, query: query)).xml
            } catch {
                if error.isUnknownUpload { return nil }
                throw error
            }
            for part in xml.elements("Part") {
                guard let number = part.first("PartNumber").flatMap({ Int($0) }), let tag = part.first("ETag"),
                    let size = part.first("Size").flatMap({ Int64($0) })
                else { throw UploadFault(.unavailable, "GET \(object): a part without number, tag or size") }
                parts[number] = S3Part(number: number, entityTag: tag.replacing("\"", with: ""), size: size)
            }
            let next = xml.first("NextPartNumberMarker").flatMap { Int($0) } ?? 0
            guard xml.first("IsTruncated") == "true", next > marker else { return parts }
            marker = next
        }
    }

    /// Makes the object of its parts.
    ///
    /// The store may begin to answer 200 and find only then that it can't.
    func completeMultipart(
        _ object: ObjectAddress, in multipartID: String, parts: [S3Part]
    ) async throws(UploadFault) {
        let list = parts.map {
            "<Part><PartNumber>\($0.number)</PartNumber><ETag>&quot;\($0.entityTag)&quot;</ETag></Part>"
        }
        let body = "<CompleteMultipartUpload>\(list.joined())</CompleteMultipartUpload>"
        let request = S3Request(
            method: .POST, object: object, query: [("uploadId", multipartID)], body: ByteBuffer(string: body))
        let xml = try await send(request).xml
        guard xml.elements("Error").isEmpty, !xml.elements("CompleteMultipartUploadResult").isEmpty else {
            throw UploadFault(
                status: 200, code: xml.first("Code") ?? "InternalError", message: xml.first("Message"), of: request)
        }
    }

    /// Gives an upload up; one that is no more is no fault.
    func abortMultipart(_ object: ObjectAddress, in multipartID: String) async throws(UploadFault) {
        do {
            _ = try await send(S3Request(method: .DELETE, object: object, query: [("uploadId", multipartID)]))
        } catch {
            guard error.isUnknownUpload else { throw error }
        }
    }
}

extension UploadFault {
    /// Whether the store knows nothing of an upload in parts.
    fileprivate var isUnknownUpload: Bool { reason.contains("NoSuchUpload") || reason.hasSuffix("status 404") }
}
