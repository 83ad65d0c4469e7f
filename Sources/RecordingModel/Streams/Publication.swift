// SPDX-License-Identifier: Apache-2.0

package import Media

/// Names one push: the `sequence` of its callbacks.
package struct PublicationID: Hashable, Sendable, Codable {
    package var number: UInt64

    package init(number: UInt64) {
        self.number = number
    }
}

/// One push of a stream, from the accepted `publish` to the end of the connection or of the publication.
package struct Publication: Hashable, Sendable, Codable {
    package var id: PublicationID
    package var key: StreamKey
    package var begun: WallTime
    /// The pusher's IP address, without a port.
    package var clientAddress: String
    /// The query of the push URL as received, `txSecret` and all: `stream_param` of the callbacks.
    package var parameters: String

    package init(
        id: PublicationID, key: StreamKey, begun: WallTime, clientAddress: String, parameters: String
    ) {
        self.id = id
        self.key = key
        self.begun = begun
        self.clientAddress = clientAddress
        self.parameters = parameters
    }
}
