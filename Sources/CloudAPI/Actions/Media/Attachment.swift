// SPDX-License-Identifier: Apache-2.0

import NIOCore
import RecordingModel

/// A file that is to be kept beside a recorded one.
struct Attachment: Sendable {
    /// Of the server's making, so that no caller has a say in paths.
    let name: String
    let contents: ByteBuffer
}

extension Attachment {
    /// The cover of a file, from `CoverData`; throws `InvalidParameterValue.ImageDecodeError` for what is no picture.
    static func cover(_ data: String, of file: RecordedFile) throws(APIFault) -> Attachment {
        guard let bytes = [UInt8](base64: data) else { throw APIFault(.imageUndecodable) }
        guard let kind = pictures.first(where: { bytes.starts(with: $0.signature) }) else {
            throw APIFault(.imageUndecodable)
        }
        return Attachment(name: file.newAttachmentName(ending: kind.ending), contents: ByteBuffer(bytes: bytes))
    }

    /// What pictures begin with: GIF89a, 17; ISO/IEC 10918-1, B.1.1.3 (SOI and the next marker); PNG, 5.2.
    private static let pictures: [(signature: [UInt8], ending: String)] = [
        (Array("GIF87a".utf8), "gif"), (Array("GIF89a".utf8), "gif"), ([0xFF, 0xD8, 0xFF], "jpg"),
        ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "png"),
    ]
}
