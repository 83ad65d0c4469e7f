// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1
import RecordingModel
import Testing

@testable import ObjectStore

@Suite("UploadFault of an answer")
struct UploadFaultTests {
    @Test(
        "tells what comes again from what somebody must mend",
        arguments: [
            (500, "InternalError", UploadFault.Kind.unavailable), (503, "SlowDown", .unavailable),
            (503, nil, .unavailable), (429, nil, .unavailable), (200, "InternalError", .unavailable),
            (403, "SignatureDoesNotMatch", .credentials), (403, nil, .credentials), (401, nil, .credentials),
            (400, "XAmzContentSHA256Mismatch", .corrupt), (400, "BadDigest", .corrupt),
            (403, "RequestTimeTooSkewed", .unavailable), (404, "NoSuchBucket", .refused), (404, nil, .refused),
            (301, "PermanentRedirect", .refused), (400, "EntityTooSmall", .refused),
        ] as [(Int, String?, UploadFault.Kind)])
    func kinds(status: Int, code: String?, kind: UploadFault.Kind) {
        let request = S3Request(method: .PUT, object: ObjectAddress(bucket: "b", region: "r", key: "k"))
        #expect(UploadFault(status: status, code: code, message: nil, of: request).kind == kind)
    }
}
