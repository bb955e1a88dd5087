use super::*;

fn read(form: Form, raw: &str) -> Result<String, &'static str> {
    Identifier::read(form, raw).map(Identifier::into_string).map_err(|bad| bad.why)
}

#[test]
fn names_are_read_as_they_are_meant() {
    for (raw, canonical) in [
        ("news[.]example", "news.example"),
        ("News.Example.", "news.example"),
        ("news(.)example", "news.example"),
        ("news[DOT]example", "news.example"),
        ("bücher.example", "xn--bcher-kva.example"),
    ] {
        assert_eq!(read(Form::Name, raw).as_deref(), Ok(canonical), "{raw}");
    }
    for raw in [
        "=cmd.example",
        "a..b",
        "news_1.example",
        "203.0.113.20",
        "news.example/feed",
        "",
        ".",
        "a b.example",
    ] {
        assert!(read(Form::Name, raw).is_err(), "{raw}");
    }
}

#[test]
fn hosts_are_addresses_where_they_can_be() {
    assert_eq!(read(Form::Host, "203[.]0[.]113[.]20").as_deref(), Ok("203.0.113.20"));
    assert_eq!(read(Form::Host, "2001:0DB8:0::0020").as_deref(), Ok("2001:db8::20"));
    assert_eq!(read(Form::Host, "2001[:]db8[:][:]20").as_deref(), Ok("2001:db8::20"));
    for raw in ["203.0.113.256", "203.0.113.020", "203.0.113.20:443", "2001:db8::2g", "0xcb007114", "1"] {
        assert!(read(Form::Host, raw).is_err(), "{raw}");
    }
}

#[test]
fn of_a_url_only_scheme_and_host_are_brought_into_form() {
    for (raw, canonical) in [
        ("hxxps://News[.]Example/Feed?a=B", "https://news.example/Feed?a=B"),
        ("RTMP://203.0.113.20:1935/Live", "rtmp://203.0.113.20:1935/Live"),
        ("http://[2001:0db8::20]:80/x", "http://[2001:db8::20]:80/x"),
        ("https://news.example", "https://news.example"),
    ] {
        assert_eq!(read(Form::Url, raw).as_deref(), Ok(canonical), "{raw}");
    }
    for raw in [
        "host.example/wire",
        "https://",
        "https://a@news.example/",
        "https://news.example:99999/",
        "https://news.example/a b",
    ] {
        assert!(read(Form::Url, raw).is_err(), "{raw}");
    }
}

#[test]
fn only_more_than_case_and_fangs_counts_as_rewritten() {
    let rewritten = |form, raw| Identifier::read(form, raw).map(|read| read.rewritten);
    assert_eq!(rewritten(Form::Name, "News[.]Example"), Ok(false));
    assert_eq!(rewritten(Form::Url, "hxxp://News.example/Feed"), Ok(false));
    assert_eq!(rewritten(Form::Name, "news.example."), Ok(true));
    assert_eq!(rewritten(Form::Host, "2001:0db8::20"), Ok(true));
}

#[test]
fn what_is_defanged_is_given_back_by_refanging() {
    for text in ["203.0.113.20", "2001:db8::20", "https://news.example/a.b", "a@mail.example", "person-1"] {
        assert_eq!(refang(&defang(text)), text);
    }
    assert_eq!(refang("news[[.]]example"), "news.example");
    assert_eq!(defang("https://news.example/a.b"), "hxxps://news[.]example/a.b");
    assert_eq!(defang("2001:db8::20"), "2001[:]db8[:][:]20");
}

#[test]
fn every_text_is_read_without_a_panic_and_once_read_stays() {
    proptest::proptest!(|(raw in "\\PC{0,40}|[a-z0-9.:/\\[\\]@x-]{0,30}")| {
        for form in <Form as crate::model::word::Word>::ALL {
            if let Ok(first) = Identifier::read(*form, &raw) {
                let again = Identifier::read(*form, first.as_str()).map(Identifier::into_string);
                proptest::prop_assert_eq!(again.as_deref(), Ok(first.as_str()), "{}", form);
            }
        }
    });
}
