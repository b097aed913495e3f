//! What the indexes are filled with and asked for: the same in each run.

use std::rc::Rc;

use fastrand::Rng;

/// The filters of one group.
#[derive(Clone, Copy)]
pub(super) struct Workload {
    pub(super) kind: Kind,
    pub(super) filters: u32,
}

#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) enum Kind {
    /// A device has one filter, without wildcards.
    Exact,
    /// A device has one filter, with a wildcard, of three shapes in turn.
    Wildcard,
    /// Ten devices have 21 filters, of seven shapes in turn.
    Mixed,
}

/// What sends messages under one topic: five levels, 34 bytes.
#[derive(Clone, Copy)]
struct Device {
    site: u32,
    building: u32,
    floor: u32,
    number: u32,
}

#[derive(Clone, Copy)]
enum Shape {
    Exact,
    AnySensor,
    Everything,
    AnyBuilding,
    AnySite,
    AnyFloor,
    AnySiteAndFloor,
}

impl Workload {
    pub(super) fn filter(self, number: u32) -> String {
        use Shape::{AnyBuilding, AnyFloor, AnySensor, AnySite, AnySiteAndFloor, Everything, Exact};
        let device = Device::new(self.device_of(number));
        match self.kind {
            Kind::Exact => device.filter(Exact),
            Kind::Wildcard => device.filter(one_of([AnySensor, Everything, AnyBuilding], number)),
            Kind::Mixed => {
                let shapes = [Exact, AnySensor, Everything, AnyBuilding, AnySite, AnyFloor, AnySiteAndFloor];
                device.filter(one_of(shapes, number))
            }
        }
    }

    /// All filters and their numbers, in an order that is not that of their devices.
    pub(super) fn each(self, mut visit: impl FnMut(&str, u32)) {
        for number in shuffled(self.filters) {
            visit(&self.filter(number), number);
        }
    }

    /// The topics of all devices, in no order either.
    pub(super) fn each_topic(self, mut visit: impl FnMut(String, u32)) {
        for device in shuffled(self.devices()) {
            visit(Device::new(device).topic(), device);
        }
    }

    /// Topics of devices that are drawn uniformly.
    pub(super) fn probes(self) -> Probes {
        let mut random = Rng::with_seed(2);
        let mut topic = || Device::new(random.u32(..self.devices())).topic().into_boxed_str();
        Probes { eights: (0..PROBES / 8).map(|_| std::array::from_fn(|_| topic())).collect(), next: 0 }
    }

    /// Each device's number is in its filters, and they match its topic only.
    pub(super) fn hits(self, topic: &str) -> usize {
        let number = topic.split('/').nth(3).and_then(|level| level.strip_prefix("dev"));
        let device: u32 = number.unwrap().parse().unwrap();
        let first = if self.kind == Kind::Mixed { device / 10 * 21 } else { device };
        let near = (first..self.filters).take_while(|filter| self.device_of(*filter) <= device);
        near.filter(|filter| self.device_of(*filter) == device).count()
    }

    fn devices(self) -> u32 {
        self.device_of(self.filters - 1) + 1
    }

    fn device_of(self, filter: u32) -> u32 {
        if self.kind == Kind::Mixed { filter / 21 * 10 + filter % 21 * 10 / 21 } else { filter }
    }
}

impl Device {
    fn new(number: u32) -> Self {
        let mut random = Rng::with_seed(u64::from(number));
        Self {
            site: random.u32(..SITES),
            building: random.u32(..BUILDINGS),
            floor: random.u32(..FLOORS),
            number,
        }
    }

    fn topic(self) -> String {
        self.filter(Shape::Exact)
    }

    fn filter(self, shape: Shape) -> String {
        let Self { site, building, floor, number } = self;
        match shape {
            Shape::Exact => format!("site{site:02}/bld{building:03}/fl{floor:02}/dev{number:07}/temp"),
            Shape::AnySensor => format!("site{site:02}/bld{building:03}/fl{floor:02}/dev{number:07}/+"),
            Shape::Everything => format!("site{site:02}/bld{building:03}/fl{floor:02}/dev{number:07}/#"),
            Shape::AnyBuilding => format!("site{site:02}/+/fl{floor:02}/dev{number:07}/temp"),
            Shape::AnySite => format!("+/bld{building:03}/fl{floor:02}/dev{number:07}/temp"),
            Shape::AnyFloor => format!("site{site:02}/bld{building:03}/+/dev{number:07}/#"),
            Shape::AnySiteAndFloor => format!("+/bld{building:03}/+/dev{number:07}/temp"),
        }
    }
}

/// The numbers up to this one, in an order that is the same in each run.
pub(super) fn shuffled(count: u32) -> Vec<u32> {
    let mut numbers: Vec<_> = (0..count).collect();
    Rng::with_seed(1).shuffle(&mut numbers);
    numbers
}

fn one_of<const N: usize>(shapes: [Shape; N], number: u32) -> Shape {
    *shapes.get(number as usize % N).unwrap()
}

/// Topics, eight at a time, again and again.
#[derive(Clone)]
pub(super) struct Probes {
    eights: Rc<[[Box<str>; 8]]>,
    next: usize,
}

impl Probes {
    pub(super) fn next(&mut self) -> &[Box<str>; 8] {
        let eight = self.eights.get(self.next).unwrap();
        self.next = if self.next + 1 == self.eights.len() { 0 } else { self.next + 1 };
        eight
    }
}

/// So a million devices are ten on each floor, and a hundred thousand one.
const SITES: u32 = 100;
const BUILDINGS: u32 = 50;
const FLOORS: u32 = 20;

/// How many topics are looked up before the first comes again.
const PROBES: usize = 100_000;

#[cfg(test)]
mod tests {
    use super::*;

    use mqtt_topic::{TopicFilter, TopicName};

    fn hits(workload: Workload, topic: &str) -> usize {
        let name = TopicName::new(topic).unwrap();
        let filters = (0..workload.filters).map(|number| workload.filter(number));
        filters.filter(|filter| TopicFilter::new(filter).unwrap().matches(name)).count()
    }

    #[test]
    fn topics_have_the_hits_that_a_scan_finds() {
        for (kind, expected) in [(Kind::Exact, 1.0), (Kind::Wildcard, 1.0), (Kind::Mixed, 2.1)] {
            let workload = Workload { kind, filters: 2100 };
            let mut sum = 0;
            workload.each_topic(|topic, _| {
                assert_eq!((topic.len(), topic.split('/').count()), (34, 5));
                assert_eq!(workload.hits(&topic), hits(workload, &topic));
                sum += workload.hits(&topic);
            });
            assert!((sum as f64 / f64::from(workload.devices()) - expected).abs() < 1e-9);
        }
    }
}
