// SPDX-License-Identifier: Apache-2.0

import AMF
import FLV

/// What `connect` says of Enhanced RTMP (v2, "Enhancing NetConnection connect Command").
enum EnhancedCapabilities {
    /// FourCcInfoMask: frames are passed on as they are, into files.
    private static let canForward = 4.0
    /// CapsExMask: ModEx and TimestampNanoOffset.
    ///
    /// Reconnect is never asked for, and of several tracks one is recorded: so neither is announced.
    private static let capabilities = 4.0 + 8.0

    /// Whether a client's command object shows that it knows of the answer.
    static func isAnnounced(by object: AMFValue) -> Bool {
        ["fourCcList", "videoFourCcInfoMap", "audioFourCcInfoMap", "capsEx"].contains { object[$0] != nil }
    }

    /// What the answer says: the codecs that are recorded.
    static var properties: [AMFProperty] {
        [
            AMFProperty("fourCcList", .strictArray((FourCC.video + FourCC.audio).map { .string($0.text) })),
            AMFProperty("videoFourCcInfoMap", map(FourCC.video)), AMFProperty("audioFourCcInfoMap", map(FourCC.audio)),
            AMFProperty("capsEx", .number(capabilities)),
        ]
    }

    private static func map(_ codes: [FourCC]) -> AMFValue {
        .object(codes.map { AMFProperty($0.text, .number(canForward)) })
    }
}
