// SPDX-License-Identifier: Apache-2.0

import GRDB
import Media
import RecordingModel

/// A push of the history, as it is kept.
struct PushRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "push"

    var id: Int64
    var domain: String
    var application: String
    var stream: String
    var begun: Int64
    var clientAddress: String
    var isAdmitted: Bool
    /// Nil while the push is live, as are those that follow.
    var ended: Int64?
    var code: Int?
    var subcode: Int?
    var reason: String?
    var width: Int?
    var height: Int?

    init(_ push: PushRecord) {
        id = Int64(bitPattern: push.publication.id.number)
        domain = push.publication.key.domain
        application = push.publication.key.application
        stream = push.publication.key.stream
        begun = push.publication.begun.microseconds
        clientAddress = push.publication.clientAddress
        isAdmitted = push.isAdmitted
        ended = push.end?.time.microseconds
        code = push.end?.code.code
        subcode = push.end?.code.subcode
        reason = push.end?.code.reason
        width = push.end?.resolution?.width
        height = push.end?.resolution?.height
    }

    var push: PushRecord {
        let publication = Publication(
            id: PublicationID(number: UInt64(bitPattern: id)),
            key: StreamKey(domain: domain, application: application, stream: stream),
            begun: WallTime(microseconds: begun), clientAddress: clientAddress, parameters: "")
        return PushRecord(publication: publication, isAdmitted: isAdmitted, end: end)
    }

    private var end: PushRecord.End? {
        guard let ended else { return nil }
        var size: PictureSize?
        if let width, let height { size = PictureSize(width: width, height: height) }
        return PushRecord.End(
            time: WallTime(microseconds: ended),
            code: StopCode(kept: code ?? 0, subcode: subcode, reason: reason ?? ""), resolution: size)
    }
}
