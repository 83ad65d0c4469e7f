// SPDX-License-Identifier: Apache-2.0

import NIOCore

extension CodecConfiguration: Codable {
    private enum CodingKeys: String, CodingKey {
        case codec
        case bytes
    }

    /// Writes the codec's name and ``bytes``.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .codec)
        try container.encode(bytes, forKey: .bytes)
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let name = try container.decode(String.self, forKey: .codec)
        guard let configuration = try Self(name: name, bytes: container.decode(ByteBuffer.self, forKey: .bytes)) else {
            throw DecodingError.dataCorruptedError(
                forKey: .codec, in: container, debugDescription: "There is no codec \(name).")
        }
        self = configuration
    }
}
