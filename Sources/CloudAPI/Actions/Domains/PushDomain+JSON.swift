// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel

extension PushDomain {
    /// `DomainInfo` of the document.
    ///
    /// What a CNAME record should point to is this server itself, and whether one does is not known here.
    func json(publicURL: String) -> JSONValue {
        .object([
            "Name": .string(name), "Type": .integer(purpose.rawValue), "Status": isEnabled.number,
            "CreateTime": .string(CivilTime(created, offset: CivilTime.beijingOffset).spaced), "BCName": 0,
            "TargetDomain": .string(Self.host(of: publicURL)), "PlayType": .integer(playType),
            "IsDelayLive": isDelayLive.number, "CurrentCName": "", "RentTag": 0,
            "RentExpireTime": "0000-00-00 00:00:00", "IsMiniProgramLive": isMiniProgramLive.number,
        ])
    }

    /// The host of an URL without its port (RFC 3986, 3.2.2).
    private static func host(of url: String) -> String {
        let authority = (url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]).prefix { $0 != "/" }
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            return String(authority[authority.index(after: authority.startIndex)..<end])
        }
        return String(authority.prefix { $0 != ":" })
    }
}
