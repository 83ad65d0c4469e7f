// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import RecordingModel

/// One request to the store, not signed yet.
struct S3Request {
    var method: HTTPMethod
    var object: ObjectAddress
    /// Sub-resources and their values; those without a value have an empty one.
    var query: [(name: String, value: String)] = []
    /// Names in lower case.
    var headers: [(name: String, value: String)] = []
    var body = ByteBuffer()
    /// The SHA-256 of the body in hexadecimal, when it is known already.
    var bodySHA256: String?
    /// More bytes of an answer's body than this are a fault.
    var answerLimit = 1 << 20
}

/// The store's answer, complete.
struct S3Answer {
    var headers: HTTPHeaders
    var body: ByteBuffer

    var xml: XMLText { XMLText(String(buffer: body)) }

    /// A field's value without the quotation marks of entity tags.
    func tag(_ name: String) -> String? { headers.first(name: name)?.replacing("\"", with: "") }
}

extension UploadFault {
    /// What a status that is no success means; `code` is that of the body, if there was one.
    init(status: Int, code: String?, message: String?, of request: S3Request) {
        let kind: Kind =
            switch (status, code) {
            case (_, "SlowDown"), (_, "InternalError"), (_, "ServiceUnavailable"), (_, "RequestTimeout"),
                (_, "OperationAborted"), (_, "NoSuchUpload"), (_, "RequestTimeTooSkewed"):
                .unavailable
            // The body was another when it arrived.
            case (_, "XAmzContentSHA256Mismatch"), (_, "BadDigest"), (_, "InvalidDigest"), (_, "IncompleteBody"),
                (_, "XAmzContentChecksumMismatch"), (_, "InvalidPart"):
                .corrupt
            case (401, _), (403, _), (_, "InvalidAccessKeyId"), (_, "SignatureDoesNotMatch"), (_, "AccessDenied"):
                .credentials
            case (408, _), (429, _), (500..., _): .unavailable
            case _: .refused
            }
        let details = [code, message].compactMap { $0 }.joined(separator: ": ")
        self.init(
            kind, "\(request.method) \(request.object): status \(status)" + (details.isEmpty ? "" : ", \(details)"))
    }
}
