// @generated from spec/openapi.yaml by `cargo xtask regen`. Not to be edited: change the document.

/// Whether a phone is registered (注册状态), 0 (未注册) or 1 (已注册).
///
/// *Documented.* The reply's table says string, its example shows a number; both decode.
///
/// The enum is open: a number that the contract doesn't list decodes as
/// [`Unknown`](Self::Unknown) and encodes again as it came. A string of digits decodes too;
/// what is written is always a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RegisterStatus {
    /// `0` on the wire.
    Unregistered,
    /// `1` on the wire.
    Registered,
    /// A number that the contract doesn't list. Decoding and `from` never put a listed
    /// number here.
    Unknown(i64),
}

impl RegisterStatus {
    /// The values that the contract lists, in its order.
    pub const KNOWN: &'static [Self] = &[Self::Unregistered, Self::Registered];
    /// The number on the wire.
    pub fn as_i64(self) -> i64 {
        match self {
            Self::Unregistered => 0,
            Self::Registered => 1,
            Self::Unknown(number) => number,
        }
    }
    /// Whether the contract lists this value.
    pub fn is_known(self) -> bool {
        !matches!(self, Self::Unknown(_))
    }
}

impl From<i64> for RegisterStatus {
    /// The RegisterStatus of this number on the wire; one that isn't listed is [`Unknown`](Self::Unknown).
    fn from(number: i64) -> Self {
        match number {
            0 => Self::Unregistered,
            1 => Self::Registered,
            number => Self::Unknown(number),
        }
    }
}

impl From<RegisterStatus> for i64 {
    fn from(value: RegisterStatus) -> i64 {
        value.as_i64()
    }
}

impl ::std::str::FromStr for RegisterStatus {
    type Err = ::std::num::ParseIntError;
    fn from_str(text: &str) -> Result<Self, ::std::num::ParseIntError> {
        text.parse().map(<Self as From<i64>>::from)
    }
}

impl ::std::fmt::Display for RegisterStatus {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        ::std::fmt::Display::fmt(&self.as_i64(), f)
    }
}

impl ::serde::Serialize for RegisterStatus {
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.as_i64())
    }
}

impl<'de> ::serde::Deserialize<'de> for RegisterStatus {
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Self, D::Error> {
        struct Visitor;
        impl ::serde::de::Visitor<'_> for Visitor {
            type Value = RegisterStatus;
            fn expecting(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> ::std::fmt::Result {
                f.write_str(
                    "an integer or a string of digits, the value of a RegisterStatus",
                )
            }
            fn visit_i64<E: ::serde::de::Error>(
                self,
                number: i64,
            ) -> Result<RegisterStatus, E> {
                Ok(<RegisterStatus as From<i64>>::from(number))
            }
            fn visit_u64<E: ::serde::de::Error>(
                self,
                number: u64,
            ) -> Result<RegisterStatus, E> {
                i64::try_from(number)
                    .map(<RegisterStatus as From<i64>>::from)
                    .map_err(|_| {
                        E::invalid_value(
                            ::serde::de::Unexpected::Unsigned(number),
                            &self,
                        )
                    })
            }
            fn visit_str<E: ::serde::de::Error>(
                self,
                text: &str,
            ) -> Result<RegisterStatus, E> {
                text.parse()
                    .map_err(|_| {
                        E::invalid_value(::serde::de::Unexpected::Str(text), &self)
                    })
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// A voice codec (语音编码格式), one of those supported for now (目前支持).
///
/// *Documented.* Since the page says for now, the enum is open.
///
/// The enum is open: a value that the contract doesn't list decodes as
/// [`Unknown`](Self::Unknown) and encodes again as it came.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CodingFormat {
    /// `G711A` on the wire.
    G711a,
    /// `G711U` on the wire.
    G711u,
    /// `GSM` on the wire.
    Gsm,
    /// `G729` on the wire.
    G729,
    /// `VP8` on the wire.
    Vp8,
    /// `ILBC` on the wire.
    Ilbc,
    /// A value that the contract doesn't list. Decoding and `from` never put a listed value
    /// here.
    Unknown(String),
}

impl CodingFormat {
    /// The values that the contract lists, in its order.
    pub const KNOWN: &'static [Self] = &[
        Self::G711a,
        Self::G711u,
        Self::Gsm,
        Self::G729,
        Self::Vp8,
        Self::Ilbc,
    ];
    /// The value on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::G711a => "G711A",
            Self::G711u => "G711U",
            Self::Gsm => "GSM",
            Self::G729 => "G729",
            Self::Vp8 => "VP8",
            Self::Ilbc => "ILBC",
            Self::Unknown(text) => text,
        }
    }
    /// Whether the contract lists this value.
    pub fn is_known(&self) -> bool {
        !matches!(self, Self::Unknown(_))
    }
    fn listed(text: &str) -> Option<Self> {
        match text {
            "G711A" => Some(Self::G711a),
            "G711U" => Some(Self::G711u),
            "GSM" => Some(Self::Gsm),
            "G729" => Some(Self::G729),
            "VP8" => Some(Self::Vp8),
            "ILBC" => Some(Self::Ilbc),
            _ => None,
        }
    }
}

impl From<&str> for CodingFormat {
    /// The CodingFormat of this value on the wire; one that isn't listed is [`Unknown`](Self::Unknown).
    fn from(text: &str) -> Self {
        Self::listed(text).unwrap_or_else(|| Self::Unknown(text.to_owned()))
    }
}

impl From<String> for CodingFormat {
    /// The CodingFormat of this value on the wire; one that isn't listed is [`Unknown`](Self::Unknown).
    fn from(text: String) -> Self {
        Self::listed(&text).unwrap_or(Self::Unknown(text))
    }
}

impl ::std::str::FromStr for CodingFormat {
    type Err = ::std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, ::std::convert::Infallible> {
        Ok(Self::from(text))
    }
}

impl AsRef<str> for CodingFormat {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl ::std::fmt::Display for CodingFormat {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl ::serde::Serialize for CodingFormat {
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> ::serde::Deserialize<'de> for CodingFormat {
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Self, D::Error> {
        struct Visitor;
        impl ::serde::de::Visitor<'_> for Visitor {
            type Value = CodingFormat;
            fn expecting(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> ::std::fmt::Result {
                f.write_str("a string, the value of a CodingFormat")
            }
            fn visit_str<E: ::serde::de::Error>(
                self,
                text: &str,
            ) -> Result<CodingFormat, E> {
                Ok(CodingFormat::from(text))
            }
            fn visit_string<E: ::serde::de::Error>(
                self,
                text: String,
            ) -> Result<CodingFormat, E> {
                Ok(CodingFormat::from(text))
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}
